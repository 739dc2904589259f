import { randomBytes } from 'node:crypto'
import { createOpenSpawnServer, MIGRATIONS_FOLDER, type NewOrganization } from '@driftless/openspawn-server'
import { listen } from '@driftless/server-kit'
import { databaseSeed } from '@driftless/server-kit/testing'
import { expect, test } from 'vitest'
import { runMoneyTest } from './money/run.ts'

test('what callers are told of their money is what the ledger says', { timeout: 3_600_000 }, async () => {
  const loggedErrors: string[] = []
  let first: NewOrganization | undefined
  const server = createOpenSpawnServer({
    encryptionKey: randomBytes(32),
    seed: await databaseSeed(MIGRATIONS_FOLDER),
    onFirstStart: (created) => {
      first = created
    },
    log: (level, event, fields) => {
      if (level === 'error') loggedErrors.push(`${event} ${JSON.stringify(fields)}`)
    },
  })
  await server.start()
  const socket = await listen(server.api, { port: 0, host: '127.0.0.1' })
  try {
    if (first === undefined) throw new Error('The database was not empty.')
    const bank = { urls: [`http://127.0.0.1:${socket.port}`], hr: first.agent }
    await runMoneyTest(bank, Number(process.env.MONEY_CALLS), process.env.MONEY_SEED)
    expect(loggedErrors).toEqual([])
  } finally {
    await socket.close(0)
    await server.close()
  }
})
