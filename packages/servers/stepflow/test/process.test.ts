import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import {
  createContract,
  createTestClient,
  type RunningProgram,
  startProgram,
  type TestClient,
} from '@driftless/server-kit/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import { echo, type Json, type RunBody, runFlow, storeFlow, succeeded } from './support/calls.ts'
import { type ProgramDatabase, programDatabase } from './support/database.ts'
import { runToEnd } from './support/run-to-end.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const SLOW_MAIN = fileURLToPath(new URL('./support/slow-main.ts', import.meta.url))
const contract = createContract(createStepflowApi({} as never).openApiDocument(), '/api/v1', 'ErrorResponse')

let database: ProgramDatabase
const running: RunningProgram[] = []
beforeEach(async () => {
  database = await programDatabase()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop('SIGKILL')))
  await database.remove()
})

async function start(file = MAIN): Promise<RunningProgram & { client: TestClient }> {
  const program = await startProgram(file, ['--port', '0', ...database.args], database.environment)
  running.push(program)
  return { ...program, client: createTestClient(`http://127.0.0.1:${program.port}/api/v1`, contract) }
}

test('the first line names the port; the document and health need no database; SIGTERM ends with 0', async () => {
  const program = await start()
  expect(JSON.parse(program.firstLine)).toEqual({ port: program.port })
  const document = (await (
    await fetch(`http://127.0.0.1:${program.port}/api/v1/openapi.json`)
  ).json()) as Json
  expect(document.servers).toEqual([{ url: `http://localhost:${program.port}/api/v1` }])
  expect((await program.client.request('GET', '/health')).status).toBe(200)
  expect(await program.stop('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('SIGINT ends with 0, and a waiting request is answered before', async () => {
  const program = await start(SLOW_MAIN)
  const flowId = await storeFlow(program.client, {
    steps: [{ id: 's', component: '/test/hang' }],
    output: { $step: 's' },
  })
  const waiting = program.client.request<RunBody>('POST', '/runs', {
    body: { flowId, input: [1], timeoutSecs: 300 },
  })
  const list = () => program.client.request<{ total: number }>('GET', '/runs?status=running')
  while ((await list()).body.total === 0);
  const exit = program.stop('SIGINT')
  const { status, body } = await waiting
  expect([status, body.status]).toEqual([202, 'running'])
  expect(await exit).toEqual({ code: 0, signal: null })
})

test('flows, runs, blobs and debug sessions survive a restart', async () => {
  const first = await start()
  const flow = {
    name: 'kept',
    steps: [echo('a', 1)].map((step) => ({
      ...step,
      component: '/create_messages',
      input: { user_prompt: 'x' },
    })),
    output: { $step: 'a', path: '$.messages[0].content' },
  }
  const { runId } = await runFlow(first.client, flow)
  const debug = await runFlow(first.client, flow, {}, { debug: true })
  await first.client.request('POST', `/runs/${debug.runId}/debug/queue`, { body: { stepIds: 'a' } })
  const before = (await first.client.request('GET', `/runs/${runId}`)).body
  expect(await first.stop()).toEqual({ code: 0, signal: null })

  const second = await start()
  expect((await second.client.request('GET', `/runs/${runId}`)).body).toEqual(before)
  expect((await second.client.request<Json>('GET', `/runs/${runId}/items`)).body).toMatchObject({
    items: [{ result: succeeded('x') }],
  })
  expect((await second.client.request<Json>('GET', `/runs/${runId}/flow`)).body).toMatchObject({
    flow: { name: 'kept' },
  })
  expect((await second.client.request<Json>('POST', `/runs/${debug.runId}/debug/next`)).body).toMatchObject({
    stepId: 'a',
  })
})

test('a run whose step was in flight when the server was killed has failed, with the reason', async () => {
  const first = await start(SLOW_MAIN)
  const flow = {
    steps: [
      { id: 'm', component: '/create_messages', input: { user_prompt: 'x' } },
      { id: 's', component: '/test/hang', input: { $step: 'm' } },
    ],
    output: { $step: 's' },
  }
  const { runId } = await runFlow(first.client, flow, {}, { wait: false })
  const steps = () =>
    first.client.request<{ steps: Record<string, { status: string }> }>('GET', `/runs/${runId}/steps`)
  while ((await steps()).body.steps.s?.status !== 'running');
  expect(await first.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })

  const second = await start(SLOW_MAIN)
  const error = { code: 500, message: expect.stringContaining('in flight when the server stopped') }
  expect((await second.client.request<Json>('GET', `/runs/${runId}`)).body).toMatchObject({
    status: 'failed',
    completedAt: expect.any(String),
  })
  expect((await second.client.request<Json>('GET', `/runs/${runId}/items`)).body).toMatchObject({
    items: [{ status: 'failed', result: { error } }],
  })
  expect((await second.client.request<Json>('GET', `/runs/${runId}/steps`)).body).toMatchObject({
    steps: { m: { status: 'completed' }, s: { status: 'blocked' } },
  })
})

test('a port in use and a wrong option stop the program with a sentence', async () => {
  const socket = createServer().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  const [taken, wrong, help] = await Promise.all([
    runToEnd(MAIN, ['--port', String(port)]),
    runToEnd(MAIN, ['--prot', '1']),
    runToEnd(MAIN, ['--help']),
  ])
  expect(taken).toEqual({
    code: 1,
    text: expect.stringMatching(
      `^\\S+: Cannot listen on port ${port} of 127\\.0\\.0\\.1: .*EADDRINUSE.*\\. Choose another with --port; 0 picks a free one\\.\n$`,
    ),
  })
  expect(wrong).toEqual({ code: 2, text: expect.stringContaining("'--prot'") })
  expect(help).toEqual({ code: 0, text: expect.stringContaining('--data DIR') })
  socket.close()
})
