import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { databaseSeed } from '@driftless/server-kit/testing'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { runToEnd, startOpenSpawnProgram } from './support/program.ts'
import { signatureOf } from './support/server.ts'

let folder: string
let data: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftless-openspawn-'))
  data = path.join(folder, 'data')
  await (await PGlite.create({ dataDir: data, loadDataDir: await databaseSeed(MIGRATIONS_FOLDER) })).close()
})
afterAll(() => rm(folder, { recursive: true }))

test('the first start prints an organization, an HR agent and a key, once; they last', async () => {
  const first = await startOpenSpawnProgram(['--data', data])
  const { organization, agent, apiKey } = await first.firstOrganization()
  expect(organization).toEqual({ id: expect.any(String), name: 'Default' })
  const get = (port: number, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/api/v1/agents`, { headers })
  const answer = await get(first.port, { authorization: `Bearer ${apiKey}` })
  expect(await answer.json()).toMatchObject({ data: [{ id: agent.id, role: 'hr', level: 10 }] })
  const limits = ['limit', 'remaining', 'reset'].map((name) => answer.headers.get(`x-ratelimit-${name}`))
  expect(limits).toEqual(['1000', '999', '60'])
  expect((await first.stop()).code).toBe(0)

  const second = await startOpenSpawnProgram(['--data', data, '--rate-limit', '7'])
  const again = await get(second.port, signatureOf(agent, 'GET', '/agents'))
  expect([again.status, again.headers.get('x-ratelimit-limit')]).toEqual([200, '7'])
  const { code, lines } = await second.stop()
  expect([code, lines]).toEqual([0, [JSON.stringify({ port: second.port })]])
})

test('without the key that secrets were encrypted with, the server does not start', async () => {
  const file = `${data}.key`
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const right = await readFile(file, 'utf8')
  await writeFile(file, 'no key')
  expect(await runToEnd(['--port', '0', '--data', data])).toEqual({
    code: 2,
    text: `openspawn-server: The key file ${file} must be 64 hexadecimal digits; it has 6 characters.\n`,
  })
  const wrong = await runToEnd(['--port', '0', '--data', data], { ENCRYPTION_KEY: 'ab'.repeat(32) })
  expect(wrong.code).toBe(1)
  expect(wrong.text).toContain(
    'openspawn-server: The secrets in the database were encrypted with another key.',
  )
  await writeFile(file, right)
})

test('what makes no sense stops the program with a sentence', async () => {
  const [noKey, badKey, badLimit, help] = await Promise.all([
    runToEnd(['--port', '0'], { DATABASE_URL: 'postgres://localhost/x' }),
    runToEnd(['--port', '0'], { ENCRYPTION_KEY: 'x'.repeat(64) }),
    runToEnd(['--port', '0', '--rate-limit', '-1']),
    runToEnd(['--help']),
  ])
  expect(noKey).toEqual({
    code: 2,
    text: expect.stringMatching(
      /^openspawn-server: DATABASE_URL needs ENCRYPTION_KEY: 64 hexadecimal digits/,
    ),
  })
  expect(badKey).toEqual({
    code: 2,
    text: 'openspawn-server: ENCRYPTION_KEY must be 64 hexadecimal digits; it has 64 characters.\n',
  })
  expect(badLimit.code).toBe(2)
  expect(help).toEqual({ code: 0, text: expect.stringMatching(/--rate-limit N .*\n +ENCRYPTION_KEY /s) })
})
