import { fileURLToPath } from 'node:url'
import {
  createContract,
  createTestClient,
  type PostgresServer,
  type RunningProgram,
  startPostgres,
  startProgram,
  type TestClient,
} from '@driftless/server-kit/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import { echo, type Json, runFlow, succeeded } from './support/calls.ts'
import { runToEnd } from './support/run-to-end.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const SLOW_MAIN = fileURLToPath(new URL('./support/slow-main.ts', import.meta.url))
const contract = createContract(createStepflowApi({} as never).openApiDocument(), '/api/v1', 'ErrorResponse')

/** A server of these tests' own, because they shut it down. */
let postgres: PostgresServer
const running: RunningProgram[] = []
beforeAll(async () => {
  postgres = await startPostgres()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop('SIGKILL')))
})
afterAll(() => postgres.stop())

async function start(url: string, file = MAIN): Promise<RunningProgram & { client: TestClient }> {
  const program = await startProgram(file, ['--port', '0'], { DATABASE_URL: url })
  running.push(program)
  return { ...program, client: createTestClient(`http://127.0.0.1:${program.port}/api/v1`, contract) }
}

const flow = { name: 'echo', steps: [echo('e', 'kept')], output: { $step: 'e' } }

test('two servers do not share a database: the second says who has it, and stops', async () => {
  const url = await postgres.createDatabase()
  const first = await start(url)
  expect((await first.client.request('GET', '/runs')).status).toBe(200)
  const second = await runToEnd(MAIN, ['--port', '0'], { DATABASE_URL: url })
  expect(second.code).toBe(1)
  expect(second.text).toMatch(
    /^stepflow-server: The database "test_\w+" at 127\.0\.0\.1:\d+ is in use by another Stepflow server \(process \d+ on .+\)\. Stop it, or choose another database\.$/m,
  )
  expect((await first.client.request('GET', '/runs')).status).toBe(200)
  expect(await first.stop()).toEqual({ code: 0, signal: null })
  expect((await (await start(url)).client.request('GET', '/runs')).status).toBe(200)
})

test.each([
  [
    'the password',
    (url: URL) => ({ password: `${url.password}x` }),
    /refuses user "postgres": password authentication failed/,
  ],
  [
    'the database',
    () => ({ pathname: '/missing' }),
    /There is no database "missing" at 127\.0\.0\.1:\d+\. Create it/,
  ],
  ['the port', () => ({ port: '1' }), /at 127\.0\.0\.1:1 cannot be reached: connect ECONNREFUSED/],
])(
  'a URL that is wrong in %s stops the program with a sentence, without the password',
  async (_, change, sentence) => {
    const url = new URL(await postgres.createDatabase())
    const { code, text } = await runToEnd(MAIN, ['--port', '0'], {
      DATABASE_URL: Object.assign(new URL(url), change(url)).href,
    })
    expect(code).toBe(1)
    const said = text.split('\n').filter((line) => line.startsWith('stepflow-server: '))
    expect(said).toEqual([expect.stringMatching(sentence)])
    expect(text).not.toContain(url.password)
  },
)

test('what is no URL of a database is a usage error', async () => {
  const { code, text } = await runToEnd(MAIN, ['--port', '0'], { DATABASE_URL: 'localhost/hunter2' })
  expect([code, text]).toEqual([
    2,
    expect.stringMatching(/^stepflow-server: DATABASE_URL must be a URL such as/),
  ])
  expect(text).not.toContain('hunter2')
})

test('while the database is away every request that needs it is answered 503; all goes on when it is back', async () => {
  const { client, ...program } = await start(await postgres.createDatabase(), SLOW_MAIN)
  const { runId } = await runFlow(client, flow)
  await postgres.down()
  for (let attempt = 0; attempt < 12; attempt++) {
    const { status, headers, body } = await client.request('GET', `/runs/${runId}`)
    expect([status, headers.get('retry-after'), body]).toEqual([
      503,
      '1',
      { code: 503, message: 'The database cannot be reached for now' },
    ])
  }
  expect(
    (await client.request('POST', '/flows', { body: { flow: { ...flow, name: 'other' } } })).status,
  ).toBe(503)
  for (const path of ['/health', '/components']) expect((await client.request('GET', path)).status).toBe(200)
  expect(program.log()).toContain('ECONNREFUSED')
  await postgres.up()
  expect((await client.request<Json>('GET', `/runs/${runId}/items`)).body).toMatchObject({
    items: [{ result: succeeded('kept') }],
  })
  expect((await runFlow(client, { ...flow, name: 'after' })).status).toBe('completed')
  expect(await program.stop()).toEqual({ code: 0, signal: null })
})

test('a server whose database is away ends when it is told to', async () => {
  const program = await start(await postgres.createDatabase())
  expect((await program.client.request('GET', '/runs')).status).toBe(200)
  await postgres.down()
  expect(await program.stop()).toEqual({ code: 0, signal: null })
  await postgres.up()
})
