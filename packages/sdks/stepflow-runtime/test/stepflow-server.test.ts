import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Executor, flow, input, unwrap } from 'stepflow-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dataFolder, removeFolder } from '../../../servers/stepflow/test/support/database.ts'
import { type ServerCrashedError, StepflowRuntime } from '../src/index.ts'
import { until } from './support/processes.ts'

const MAIN = join(import.meta.dirname, '../../../servers/stepflow/src/main.ts')
const COMMAND = [process.execPath, '--conditions=@driftless/source', MAIN]

const greet = flow('greet')
  .step('words', '/builtin/create_messages', { user_prompt: input('$.name') })
  .output(({ words }) => words.at('$.messages[0].content'))

/** One for all tests. */
let runtime: StepflowRuntime
let folder: string
/** Set up already: on a busy machine that may take longer than a client waits for an answer. */
let data: string
const crashes: ServerCrashedError[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftless-stepflow-runtime-'))
  data = await dataFolder()
  runtime = await StepflowRuntime.start({
    command: [...COMMAND, '--data', data],
    restartPolicy: 'on_failure',
    restartDelayMs: 0,
    onCrash: (crash) => crashes.push(crash),
  })
})
afterAll(async () => {
  await runtime?.stop()
  await removeFolder(data)
  await rm(folder, { recursive: true })
})

it('is an executor: run, submit, getResult, validate, listComponents', async () => {
  const executor: Executor = runtime
  expect(unwrap(await executor.run(greet, { name: 'Ada' }))).toBe('Ada')

  const file = join(folder, 'greet.json')
  await writeFile(file, JSON.stringify(greet))
  const runId = await executor.submit(file, { name: 'Grace' })
  await runtime.client.waitFor(runId)
  expect(unwrap(await executor.getResult(runId))).toBe('Grace')

  expect(await executor.validate(greet)).toMatchObject({ valid: true })
  expect(await executor.validate({ output: { $step: 'nowhere' } })).toMatchObject({ valid: false })
  const paths = (await executor.listComponents()).map(({ component }) => component)
  expect(paths).toContain('/builtin/create_messages')
  expect(await runtime.health()).toMatchObject({ status: 'healthy' })
})

it('runs batches', async () => {
  const inputs = ['a', 'b', 'c'].map((name) => ({ name }))
  const { results } = await runtime.runBatch(greet, inputs, { maxConcurrency: 2 })
  expect(results.map((result) => result && unwrap(result))).toEqual(['a', 'b', 'c'])
  const runId = await runtime.submitBatch(greet, inputs)
  await runtime.client.waitFor(runId)
  const batch = await runtime.getBatch(runId)
  expect(batch.run).toMatchObject({ runId, status: 'completed' })
  expect(batch.results).toHaveLength(3)
})

it('is what it was after a crash and a restart, since it keeps its data', async () => {
  const { url, pid } = runtime
  const { flowId = '' } = await runtime.client.storeFlow(greet)
  const runId = await runtime.submit(flowId, { name: 'Ada' })
  await runtime.client.waitFor(runId)
  process.kill(pid as number, 'SIGKILL')
  await until(() => crashes.length > 0)
  expect(unwrap(await runtime.getResult(runId))).toBe('Ada')
  expect(unwrap(await runtime.run(flowId, { name: 'Grace' }))).toBe('Grace')
  expect(runtime.url).toBe(url)
  expect(runtime.pid).not.toBe(pid)
  expect(crashes.map(({ signal, willRestart }) => [signal, willRestart])).toEqual([['SIGKILL', true]])
})

it('says what the server says of a wrong command line', async () => {
  const start = StepflowRuntime.start({ command: [...COMMAND, '--dada', folder] })
  const error = await start.catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'ServerStartError', code: 2 })
  expect((error as Error).message).toContain("stderr: stepflow-server: Unknown option '--dada'")
})
