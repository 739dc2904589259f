import { lockDirectory, runProgram, type ServerArguments, UsageError } from '@driftless/server-kit'
import { encryptionKey } from '@driftless/server-kit/auth'
import { DEFAULT_PORT } from './api/app.ts'
import type { RateLimit } from './api/guard/rate-limit.ts'
import { createOpenSpawnServer } from './server.ts'

const DEFAULT_REQUESTS_PER_MINUTE = 1000

await runProgram({
  name: 'openspawn-server',
  defaultPort: DEFAULT_PORT,
  ownOptions: [
    {
      name: 'rate-limit',
      value: 'N',
      help: `requests that each caller may send in a minute; 0: no limit (default ${DEFAULT_REQUESTS_PER_MINUTE})`,
    },
  ],
  ownVariables: [
    {
      name: 'ENCRYPTION_KEY',
      help: '64 hexadecimal digits that secrets are encrypted with (default: in the file DIR.key)',
    },
  ],
  create: async (args, log) => {
    const { dataDir, databaseUrl, corsOrigins } = args
    const rateLimit = rateLimitOf(args)
    const lock = dataDir === undefined ? undefined : await lockDirectory(dataDir)
    const server = createOpenSpawnServer({
      encryptionKey: await encryptionKey({ given: process.env.ENCRYPTION_KEY, dataDir, databaseUrl }),
      corsOrigins,
      log,
      // Not the log, which is kept: this is the one time that the secrets are told.
      onFirstStart: (created) => process.stdout.write(`${JSON.stringify(created)}\n`),
      ...(rateLimit === undefined ? {} : { rateLimit }),
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    })
    return {
      ...server,
      close: async () => {
        await server.close()
        await lock?.release()
      },
    }
  },
})

function rateLimitOf({ own }: ServerArguments): RateLimit | undefined {
  const text = own['rate-limit']?.at(-1) ?? String(DEFAULT_REQUESTS_PER_MINUTE)
  if (!/^\d{1,9}$/.test(text)) {
    throw new UsageError(`--rate-limit must be a number from 0 to 999999999, got ${JSON.stringify(text)}`)
  }
  return text === '0' ? undefined : { requests: Number(text), windowSeconds: 60 }
}
