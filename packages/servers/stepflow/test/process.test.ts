import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { lockDirectory } from '@driftless/server-kit'
import {
  createContract,
  createTestClient,
  databaseSeed,
  type RunningProgram,
  startProgram,
  type TestClient,
} from '@driftless/server-kit/testing'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { echo, type Json, type RunBody, runFlow, storeFlow, succeeded } from './support/calls.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const SLOW_MAIN = fileURLToPath(new URL('./support/slow-main.ts', import.meta.url))
const contract = createContract(createStepflowApi({} as never).openApiDocument(), '/api/v1', 'ErrorResponse')

let root: string
const running: RunningProgram[] = []
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'driftless-stepflow-'))
  const loadDataDir = await databaseSeed(MIGRATIONS_FOLDER)
  await (await PGlite.create({ dataDir: path.join(root, 'seed'), loadDataDir })).close()
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop('SIGKILL')))
})
afterAll(() => rm(root, { recursive: true }))

/** A data folder that needs no set-up, which takes seconds. */
async function dataFolder(name: string): Promise<string> {
  const folder = path.join(root, name)
  await cp(path.join(root, 'seed'), folder, { recursive: true })
  return folder
}

async function start(args: string[], file = MAIN): Promise<RunningProgram & { client: TestClient }> {
  const program = await startProgram(file, ['--port', '0', ...args])
  running.push(program)
  return { ...program, client: createTestClient(`http://127.0.0.1:${program.port}/api/v1`, contract) }
}

test('the first line names the port; the document and health need no database; SIGTERM ends with 0', async () => {
  const program = await start([])
  expect(JSON.parse(program.firstLine)).toEqual({ port: program.port })
  const document = (await (
    await fetch(`http://127.0.0.1:${program.port}/api/v1/openapi.json`)
  ).json()) as Json
  expect(document.servers).toEqual([{ url: `http://localhost:${program.port}/api/v1` }])
  expect((await program.client.request('GET', '/health')).status).toBe(200)
  expect(await program.stop('SIGTERM')).toEqual({ code: 0, signal: null })
})

test('SIGINT ends with 0, and a waiting request is answered before', async () => {
  const program = await start(['--data', await dataFolder('waiting')], SLOW_MAIN)
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

test('flows, runs, blobs and debug sessions survive a restart; the lock is released', async () => {
  const data = await dataFolder('restarted')
  const first = await start(['--data', data])
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
  expect(existsSync(`${data}.lock`)).toBe(true)
  expect(await first.stop()).toEqual({ code: 0, signal: null })
  expect(existsSync(`${data}.lock`)).toBe(false)

  const second = await start(['--data', data])
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

test('a run that was running when the server was killed has failed, with the reason, and its lock is taken over', async () => {
  const data = await dataFolder('killed')
  const first = await start(['--data', data], SLOW_MAIN)
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
  expect(existsSync(`${data}.lock`)).toBe(true)

  const second = await start(['--data', data], SLOW_MAIN)
  const error = { code: 500, message: 'The server stopped while the flow was running' }
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

/** Runs the program to its end; `code` and everything it wrote. */
async function runToEnd(args: string[]): Promise<{ code: number | null; text: string }> {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=@driftless/source', MAIN, ...args])
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text }
}

test('a data folder in use, a port in use and a wrong option stop the program with a sentence', async () => {
  const data = path.join(root, 'locked')
  const lock = await lockDirectory(data)
  const socket = createServer().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  const [locked, taken, wrong, help] = await Promise.all([
    runToEnd(['--port', '0', '--data', data]),
    runToEnd(['--port', String(port)]),
    runToEnd(['--prot', '1']),
    runToEnd(['--help']),
  ])
  expect(locked).toEqual({
    code: 1,
    text: expect.stringMatching(
      /^stepflow-server: The data folder .*locked is in use by process \d+\. Stop it/,
    ),
  })
  expect(taken).toEqual({ code: 1, text: expect.stringMatching(/EADDRINUSE.*\d+\n$/) })
  expect(wrong).toEqual({ code: 2, text: expect.stringContaining("'--prot'") })
  expect(help).toEqual({ code: 0, text: expect.stringContaining('--data DIR') })
  socket.close()
  await lock.release()
})
