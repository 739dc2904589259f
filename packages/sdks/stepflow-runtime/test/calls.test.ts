import { AbortedError, type Executor, NotAStepflowServerError } from 'stepflow-client'
import { expect, it } from 'vitest'
import {
  RuntimeStoppedError,
  ServerCrashedError,
  type StepflowRuntime,
  StepflowRuntimeError,
} from '../src/index.ts'
import { useFakes } from './support/fakes.ts'
import { isGone, until } from './support/processes.ts'

const fakes = useFakes()
const NEVER_STARTED_AGAIN = { restartPolicy: 'always', restartDelayMs: 2 ** 31 - 1 } as const
const flow = { steps: [], output: 1 }

/** Waits until a call that is never answered has reached the server. */
async function underWay(runtime: StepflowRuntime): Promise<void> {
  await until(() => runtime.getRecentLogs().some(({ line }) => line.startsWith('asked for')))
}

function kill(runtime: StepflowRuntime): void {
  process.kill(runtime.pid as number, 'SIGKILL')
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('it was fulfilled'),
    (error: Error) => error,
  )
}

it.each<[string, (runtime: Executor & StepflowRuntime) => Promise<unknown>]>([
  ['run', (runtime) => runtime.run(flow, 1)],
  ['submit', (runtime) => runtime.submit(flow, 1)],
  ['getResult', (runtime) => runtime.getResult('r')],
  ['validate', (runtime) => runtime.validate(flow)],
  ['runBatch', (runtime) => runtime.runBatch(flow, [1, 2])],
  ['submitBatch', (runtime) => runtime.submitBatch(flow, [1, 2])],
  ['getBatch', (runtime) => runtime.getBatch('r')],
])('%s fails with the end of the server when that ends meanwhile', async (_name, call) => {
  const runtime = await fakes.start('normal')
  const failed = rejection(call(runtime))
  await underWay(runtime)
  kill(runtime)
  const error = await failed
  expect(error).toBeInstanceOf(ServerCrashedError)
  expect(error).toMatchObject({ signal: 'SIGKILL', willRestart: false, cause: expect.any(Error) })
  expect(error.message).toMatch(
    /^The Stepflow server was ended by SIGKILL\. The end of its output:\n {2}stdout: /,
  )
})

it('calls that a client would try again are ended too', async () => {
  const runtime = await fakes.start('normal')
  const failed = rejection(runtime.getResult('r'))
  await underWay(runtime)
  kill(runtime)
  expect((await failed).cause).toBeInstanceOf(AbortedError)
})

it('calls that are under way fail at once, and later ones wait for the restart', async () => {
  const runtime = await fakes.start('normal', { restartPolicy: 'on_failure', restartDelayMs: 0 })
  const failed = rejection(runtime.run(flow, 1))
  await underWay(runtime)
  kill(runtime)
  expect(await failed).toMatchObject({
    willRestart: true,
    message: expect.stringContaining('It is being restarted. '),
  })
  expect(await runtime.health()).toMatchObject({ status: 'healthy' })
  expect(await runtime.listComponents()).toEqual([])
  // The client stays connected to the same address.
  expect(await runtime.client.health()).toMatchObject({ status: 'healthy' })
})

it('calls fail with the crash once there is no further restart, waiting or not', async () => {
  const options = { restartPolicy: 'on_failure', maxRestarts: 1, restartDelayMs: 0 } as const
  const runtime = await fakes.start('dies-when-restarted', options)
  kill(runtime)
  await until(() => !runtime.isAlive)
  expect(await rejection(runtime.health())).toBeInstanceOf(ServerCrashedError)
  await until(() => runtime.crashed)
  expect(await rejection(runtime.health())).toMatchObject({ code: 3, willRestart: false })
})

it('calls that wait for a restart have a deadline and a signal', async () => {
  const runtime = await fakes.start('normal', NEVER_STARTED_AGAIN)
  kill(runtime)
  await until(() => !runtime.isAlive)
  const late = await rejection(runtime.health({ deadlineMs: 20 }))
  expect(late).toBeInstanceOf(StepflowRuntimeError)
  expect(late.message).toBe('The Stepflow server was not ready again within 20 ms')
  const controller = new AbortController()
  const aborted = rejection(runtime.run(flow, 1, { signal: controller.signal }))
  controller.abort()
  expect(await aborted).toBeInstanceOf(AbortedError)
})

it('calls that wait for a restart may have no end', async () => {
  const runtime = await fakes.start('normal', NEVER_STARTED_AGAIN)
  kill(runtime)
  await until(() => !runtime.isAlive)
  const waiting = [Number.POSITIVE_INFINITY, 2 ** 31].map((deadlineMs) =>
    rejection(runtime.health({ deadlineMs })),
  )
  expect(await rejection(runtime.health({ deadlineMs: 20 }))).toMatchObject({ name: 'StepflowRuntimeError' })
  await runtime.stop()
  for (const error of await Promise.all(waiting)) expect(error).toBeInstanceOf(RuntimeStoppedError)
})

it.each([Number.NaN, -1])('calls refuse a deadline of %s, restart or not', async (deadlineMs) => {
  const runtime = await fakes.start('normal')
  const message = `deadlineMs is ${deadlineMs}; give milliseconds, from 0`
  expect((await rejection(runtime.health({ deadlineMs }))).message).toBe(message)
})

it('calls under way end by their own signal as without a runtime', async () => {
  const runtime = await fakes.start('normal')
  const controller = new AbortController()
  const aborted = rejection(runtime.run(flow, 1, { signal: controller.signal }))
  await underWay(runtime)
  controller.abort()
  expect(await aborted).toBeInstanceOf(AbortedError)
  expect(runtime.isAlive).toBe(true)
})

it('calls fail with the stop: under way, waiting for a restart, and afterwards', async () => {
  const runtime = await fakes.start('normal')
  const failed = rejection(runtime.run(flow, 1))
  await underWay(runtime)
  const stopped = runtime.stop()
  const refused = await rejection(runtime.health())
  await stopped
  expect(refused).toBeInstanceOf(RuntimeStoppedError)
  expect(await failed).toMatchObject({ name: 'RuntimeStoppedError', cause: expect.any(Error) })
  expect(await rejection(runtime.health())).toBeInstanceOf(RuntimeStoppedError)
  expect(await rejection(runtime.client.health())).toBeInstanceOf(Error)

  const waiting = await fakes.start('normal', NEVER_STARTED_AGAIN)
  kill(waiting)
  await until(() => !waiting.isAlive)
  const waits = rejection(waiting.health())
  await waiting.stop()
  expect(await waits).toBeInstanceOf(RuntimeStoppedError)
})

it('a server of another API is refused, and stopped', async () => {
  expect(await rejection(fakes.start('other-api'))).toBeInstanceOf(NotAStepflowServerError)
  expect(fakes.pids().map(isGone)).toEqual([true, true])
})

it('a start can be called off until the client is connected', async () => {
  const controller = new AbortController()
  const reason = new Error('no longer wanted')
  const onLog = ({ line }: { line: string }) => {
    if (line.startsWith('asked for')) controller.abort(reason)
  }
  const start = rejection(fakes.start('no-components', { signal: controller.signal, onLog }))
  expect(await start).toBe(reason)
  expect(fakes.pids().map(isGone)).toEqual([true, true])
})
