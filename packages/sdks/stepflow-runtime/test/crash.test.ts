import { expect, it } from 'vitest'
import { ServerCrashedError, type StepflowRuntime } from '../src/index.ts'
import { useFakes } from './support/fakes.ts'
import { isGone, until } from './support/processes.ts'

const fakes = useFakes()

/** Ends the server by its own hand. */
async function exit(runtime: StepflowRuntime, code: number): Promise<void> {
  await fetch(`${runtime.url}/api/v1/exit?code=${code}`).catch(() => {})
}

/** Collects what `onCrash` is told. */
function crashes(): { seen: ServerCrashedError[]; onCrash: (crash: ServerCrashedError) => void } {
  const seen: ServerCrashedError[] = []
  return { seen, onCrash: (crash) => seen.push(crash) }
}

it('tells code, signal and output, and stays down without a policy', async () => {
  const { seen, onCrash } = crashes()
  const runtime = await fakes.start('normal', { onCrash })
  await exit(runtime, 9)
  await until(() => seen.length > 0)
  expect(seen[0]).toBeInstanceOf(ServerCrashedError)
  expect(seen[0]).toMatchObject({ code: 9, signal: null, willRestart: false, restarts: 0 })
  expect(seen[0]?.message).toBe(
    `The Stepflow server ended with exit code 9. The end of its output:\n  stdout: {"port":${runtime.port}}`,
  )
  expect(seen[0]?.logs.map(({ stream, line }) => [stream, line])).toEqual([
    ['stdout', `{"port":${runtime.port}}`],
  ])
  expect([runtime.isAlive, runtime.crashed, runtime.pid]).toEqual([false, true, undefined])
  await expect(runtime.whenReady()).rejects.toBe(seen[0])
  expect(fakes.pids().every(isGone)).toBe(true)
})

it('names the signal that ended it', async () => {
  const { seen, onCrash } = crashes()
  const runtime = await fakes.start('normal', { onCrash })
  process.kill(runtime.pid as number, 'SIGABRT')
  await until(() => seen.length > 0)
  expect(seen[0]).toMatchObject({
    code: null,
    signal: 'SIGABRT',
    summary: 'The Stepflow server was ended by SIGABRT',
  })
})

it('ends what the server had started', async () => {
  const runtime = await fakes.start('grandchild')
  process.kill(runtime.pid as number, 'SIGKILL')
  await until(() => runtime.crashed)
  expect(fakes.pids().map(isGone)).toEqual([true, true, true])
})

it('takes the end of the watchdog for a crash, and leaves no server without one', async () => {
  const { seen, onCrash } = crashes()
  const runtime = await fakes.start('grandchild', { onCrash, restartPolicy: 'on_failure', restartDelayMs: 0 })
  const before = fakes.pids()
  process.kill(before[1] as number, 'SIGKILL')
  await until(() => seen.length > 0)
  expect(seen[0]?.summary).toBe('The Stepflow server was killed, since its watchdog had ended')
  await runtime.whenReady()
  expect(before.every(isGone)).toBe(true)
})

it.each([
  ['never', 1, false],
  ['never', 0, false],
  ['on_failure', 1, true],
  ['on_failure', 0, false],
  ['always', 1, true],
  ['always', 0, true],
] as const)('with the policy %s, exit code %i restarts it: %s', async (restartPolicy, code, again) => {
  const { seen, onCrash } = crashes()
  const runtime = await fakes.start('normal', { restartPolicy, onCrash, restartDelayMs: 0, port: 0 })
  const before = { port: runtime.port, pid: runtime.pid }
  await exit(runtime, code)
  await until(() => seen.length > 0)
  expect(seen[0]?.willRestart).toBe(again)
  if (!again) return expect(runtime.crashed).toBe(true)
  await runtime.whenReady()
  expect([runtime.isAlive, runtime.crashed, runtime.port]).toEqual([true, false, before.port])
  expect(runtime.pid).not.toBe(before.pid)
  expect((await fetch(`${runtime.url}/api/v1/health`)).status).toBe(200)
})

it('gives up after maxRestarts in a row', async () => {
  const { seen, onCrash } = crashes()
  const options = { restartPolicy: 'on_failure', maxRestarts: 2, restartDelayMs: 0 } as const
  const runtime = await fakes.start('normal', { ...options, onCrash })
  for (let restarts = 0; restarts <= 2; restarts += 1) {
    await exit(runtime, 1)
    await until(() => seen.length > restarts)
    expect(seen[restarts]).toMatchObject({ restarts, willRestart: restarts < 2 })
    if (restarts < 2) await runtime.whenReady()
  }
  expect(runtime.crashed).toBe(true)
})

it('counts restarts anew once the server has held', async () => {
  const { seen, onCrash } = crashes()
  const options = { restartPolicy: 'always', maxRestarts: 1, restartDelayMs: 0, restartResetMs: 0 } as const
  const runtime = await fakes.start('normal', { ...options, onCrash })
  for (let times = 1; times <= 3; times += 1) {
    await exit(runtime, 1)
    await until(() => seen.length === times)
    await runtime.whenReady()
  }
  expect(seen.map(({ restarts, willRestart }) => [restarts, willRestart])).toEqual(Array(3).fill([0, true]))
})

it('counts a restart that fails, and says why', async () => {
  const { seen, onCrash } = crashes()
  const options = { restartPolicy: 'on_failure', maxRestarts: 2, restartDelayMs: 0 } as const
  const runtime = await fakes.start('dies-when-restarted', { ...options, onCrash })
  await exit(runtime, 1)
  await until(() => runtime.crashed)
  await until(() => seen.length === 3)
  expect(seen.map(({ code, willRestart }) => [code, willRestart])).toEqual([
    [1, true],
    [3, true],
    [3, false],
  ])
  expect(seen[2]?.message).toMatch(
    /^It could not be restarted: .* ended with exit code 3\. The end of its output:/,
  )
  expect(seen[2]?.message).toContain('Error: the database is locked')
  await expect(runtime.whenReady()).rejects.toBe(seen[2])
  expect(fakes.pids().every(isGone)).toBe(true)
})

it('can be stopped while it waits for a restart', async () => {
  const { seen, onCrash } = crashes()
  const options = { restartPolicy: 'always', restartDelayMs: 2 ** 31 - 1, onCrash } as const
  const runtime = await fakes.start('normal', options)
  await exit(runtime, 1)
  await until(() => seen.length > 0)
  const waiting = runtime.whenReady()
  await Promise.all([runtime.stop(), expect(waiting).rejects.toThrow('The runtime was stopped')])
  expect(fakes.pids().every(isGone)).toBe(true)
})

it('can be stopped while it starts again', async () => {
  const runtime = await fakes.start('normal', { restartPolicy: 'always', restartDelayMs: 0 })
  await exit(runtime, 1)
  await until(() => fakes.pids().length > 2)
  await runtime.stop()
  expect(fakes.pids().every(isGone)).toBe(true)
  expect(runtime.crashed).toBe(false)
})

it('keeps the output of all its servers, in order and with times', async () => {
  const before = Date.now()
  const lines: string[] = []
  const options = { restartPolicy: 'always', restartDelayMs: 0 } as const
  const runtime = await fakes.start('garbage', { ...options, onLog: ({ line }) => lines.push(line) })
  const first = runtime.getRecentLogs()
  await exit(runtime, 1)
  await until(() => runtime.getRecentLogs().length >= 2 * first.length)
  expect(runtime.getRecentLogs().map(({ line }) => line)).toEqual(lines)
  expect(runtime.getRecentLogs(1)[0]).toMatchObject({ stream: 'stdout', line: `{"port":${runtime.port}}` })
  expect(runtime.getRecentLogs(0)).toEqual([])
  for (const { time } of runtime.getRecentLogs()) expect(time.getTime()).toBeGreaterThanOrEqual(before)
})
