import { defineConfig } from 'vitest/config'

const conditions = ['@driftless/source']
const tests = ['packages/**/test/**/*.test.ts', 'test/**/*.test.ts']
/** What takes long: only `pnpm test:long` runs it. */
const longTests = ['packages/**/test/**/*.long.test.ts', 'test/**/*.long.test.ts']
/** What is about a PostgreSQL server and nothing else. */
const postgresTests = 'packages/servers/*/test/**/*.postgres.test.ts'
/** Files of the Stepflow server's tests that `pnpm test` runs on PostgreSQL too; `pnpm test:long` runs all. */
const sample = ['lifecycle', 'execution', 'durability', 'events', 'process']

/** Two projects: `embedded` is every test, with databases inside the processes; `postgresql` is server tests on a PostgreSQL server. */
export default defineConfig(({ mode }) => {
  const long = mode === 'long'
  const onPostgres = long
    ? ['packages/servers/stepflow/test/**/*.test.ts', 'packages/servers/*/test/**/*.postgres.long.test.ts']
    : [...sample.map((name) => `packages/servers/stepflow/test/${name}.test.ts`), postgresTests]
  const exclude = ['**/node_modules/**', '**/dist/**']
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      testTimeout: 120_000,
      hookTimeout: 120_000,
      maxWorkers: 2,
      reporters: ['default', './test/support/summary-reporter.ts'],
      // The servers that tests start must not take the database of whoever runs them.
      env: { DATABASE_URL: '' },
      projects: [
        {
          extends: true,
          test: {
            name: 'embedded',
            include: long ? longTests : tests,
            exclude: [...exclude, ...(long ? [] : longTests), '**/*.postgres*.test.ts'],
          },
        },
        {
          extends: true,
          test: {
            name: 'postgresql',
            include: onPostgres,
            exclude: [...exclude, ...(long ? [postgresTests] : longTests)],
            globalSetup: ['packages/servers/kit/src/testing/global-setup.ts'],
          },
        },
      ],
    },
  }
})
