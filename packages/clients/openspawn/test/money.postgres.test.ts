import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createOpenSpawnServer, MIGRATIONS_FOLDER } from '@driftless/openspawn-server'
import { createPostgresDatabase, type RunningProgram, startProgram } from '@driftless/server-kit/testing'
import { expect, inject, test } from 'vitest'
import { runMoneyTest } from './money/run.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.resolve('@driftless/openspawn-server')))

test('it is, over two processes on one database, too', { timeout: 3_600_000 }, async () => {
  const serverUrl = inject('postgresUrl')
  if (serverUrl === undefined) throw new Error('This file is for the PostgreSQL project.')
  const { url: databaseUrl, drop } = await createPostgresDatabase(serverUrl, MIGRATIONS_FOLDER)
  const encryptionKey = randomBytes(32)
  const environment = { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: encryptionKey.toString('hex') }
  const programs: RunningProgram[] = []
  try {
    for (let index = 0; index < 2; index++) {
      programs.push(await startProgram(MAIN, ['--port', '0', '--rate-limit', '0'], environment))
    }
    const own = createOpenSpawnServer({ encryptionKey, databaseUrl })
    const { agent: hr } = await own.createOrganization('Bank')
    await own.close()
    const urls = programs.map(({ port }) => `http://127.0.0.1:${port}`)
    await runMoneyTest({ urls, hr }, Number(process.env.MONEY_CALLS), process.env.MONEY_SEED)
    for (const program of programs) expect(program.log()).not.toContain('error')
  } finally {
    for (const program of programs) expect(await program.stop()).toEqual({ code: 0, signal: null })
    await drop()
  }
})
