import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const conditions = ['@driftless/source']
const outside = ['**/node_modules/**', '**/dist/**']

/** What takes long: `*.long.test.ts`. */
const long = ['packages/**/test/**/*.long.test.ts', 'test/**/*.long.test.ts']
/** What is about a PostgreSQL server and nothing else: `*.postgres.test.ts`. */
const postgresOnly = 'packages/{servers,clients}/*/test/**/*.postgres.test.ts'
/** Tests of a server that can use either database. */
const servers = 'packages/servers/{stepflow,openspawn}/test/**/*.test.ts'
/** Examples that must run on either. */
const guides = 'packages/clients/openspawn/test/guides.test.ts'
/** Those of them that every `pnpm test` runs on PostgreSQL too. */
const sample = [
  'stepflow/test/lifecycle',
  'stepflow/test/execution',
  'stepflow/test/durability',
  'stepflow/test/durability-sub-runs',
  'stepflow/test/events',
  'openspawn/test/credits',
  'openspawn/test/idempotency',
  'openspawn/test/tasks',
].map((name) => `packages/servers/${name}.test.ts`)

/** What moves money through a hostile proxy: some calls in `pnpm test`, all of them in `pnpm money`. */
const money = 'packages/clients/openspawn/test/money'

/** The servers that tests start must not use the database of whoever runs them. */
const ownServers = { DATABASE_URL: '', ENCRYPTION_KEY: '' }

/** Programs that tests start find what Node has compiled of them before. */
const compiled = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compiled') }

/** How many calls, and what they and their faults are drawn from: something new for each whole run. */
function moneyOf(mode: string) {
  if (mode === 'money') return { MONEY_CALLS: '10000' }
  return { MONEY_CALLS: '250', MONEY_SEED: process.env.MONEY_SEED ?? '1' }
}

/**
 * What a mode runs in two projects: `embedded`, where databases are inside the processes, and `postgresql`,
 * where they are on one PostgreSQL server. Modes: `test` is `pnpm test`, `postgresql` and `long` are
 * `pnpm test:postgresql` and `pnpm test:long`, `money` is `pnpm money`; `rest` is what `test` leaves out of
 * `postgresql`, for whoever runs both.
 */
function testsOf(mode: string) {
  if (mode === 'long') {
    return {
      embedded: { include: long },
      postgresql: { include: [servers, guides], exclude: [postgresOnly] },
    }
  }
  if (mode === 'money') {
    return {
      embedded: { include: [`${money}.test.ts`] },
      postgresql: { include: [`${money}.postgres.test.ts`] },
    }
  }
  const embedded = {
    include: mode === 'test' ? ['{packages/**/test,test,examples}/**/*.test.ts'] : [],
    exclude: [...long, postgresOnly],
  }
  const whole = [servers, guides]
  const part = [...sample, postgresOnly]
  if (mode === 'rest') return { embedded, postgresql: { include: whole, exclude: [...long, ...part] } }
  const include = mode === 'test' ? part : [...whole, postgresOnly]
  return { embedded, postgresql: { include, exclude: long } }
}

export default defineConfig(({ mode }) => {
  const { embedded, postgresql } = testsOf(mode)
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      // Not how long tests take: after these something hangs, however busy the machine is.
      testTimeout: 300_000,
      hookTimeout: 600_000,
      teardownTimeout: 120_000,
      // A condition that a test polls for comes late on a machine that is busy, not within vitest's one second.
      expect: { poll: { timeout: 60_000 } },
      maxWorkers: 2,
      reporters: ['default', './test/support/summary-reporter.ts'],
      env: { ...ownServers, ...compiled, ...moneyOf(mode) },
      exclude: outside,
      setupFiles: ['test/support/property-seed.ts'],
      projects: [
        { extends: true, test: { name: 'embedded', ...embedded } },
        {
          extends: true,
          test: {
            name: 'postgresql',
            ...postgresql,
            globalSetup: ['packages/servers/kit/src/testing/global-setup.ts'],
          },
        },
      ],
    },
  }
})
