import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { RuntimeStoppedError, StepflowRuntime } from '../src/index.ts'
import { useFakes } from './support/fakes.ts'
import { isGone, until } from './support/processes.ts'

const fakes = useFakes()

it('asks with SIGTERM, and leaves nothing', async () => {
  const runtime = await fakes.start('normal')
  await runtime.stop()
  expect(fakes.pids().map(isGone)).toEqual([true, true])
  expect([runtime.isAlive, runtime.crashed, runtime.pid]).toEqual([false, false, undefined])
  await expect(runtime.whenReady()).rejects.toBeInstanceOf(RuntimeStoppedError)
})

it('kills what does not listen to SIGTERM, once its time is over', async () => {
  const runtime = await fakes.start('ignores-sigterm')
  await runtime.stop(2_000)
  expect(fakes.pids().map(isGone)).toEqual([true, true])
  expect(runtime.getRecentLogs().map(({ line }) => line)).toContain('not now')
})

it('kills at once where it is given no time', async () => {
  const runtime = await fakes.start('ignores-sigterm', { stopTimeoutMs: 60_000 })
  await runtime.stop(0)
  expect(fakes.pids().map(isGone)).toEqual([true, true])
  expect(runtime.getRecentLogs().map(({ line }) => line)).not.toContain('not now')
})

it('ends what the server has started, also where that does not listen to SIGTERM', async () => {
  const runtime = await fakes.start('grandchild')
  expect(fakes.pids()).toHaveLength(3)
  await runtime.stop(200)
  expect(fakes.pids().map(isGone)).toEqual([true, true, true])
})

it('lets a server end in peace behind a shell that does not', async () => {
  const script = 'node() { "$@" & wait; }; node "$@"; exit 1'
  const drains = `process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit() }, 200))`
  const command = [
    '/bin/sh',
    '-c',
    script,
    'sh',
    process.execPath,
    '--import',
    `data:text/javascript,${drains}`,
  ]
  const runtime = await fakes.start('', {
    command: [...command, ...fakes.command('ignores-sigterm').slice(1)],
  })
  await runtime.stop()
  expect(runtime.getRecentLogs().map(({ line }) => line)).toContain('drained')
})

it('does not wait for output that someone out of reach still may write', async () => {
  const runtime = await fakes.start('escaped-grandchild')
  await runtime.stop()
  const [server, watchdog, escaped] = fakes.pids() as [number, number, number]
  expect([server, watchdog, escaped].map(isGone)).toEqual([true, true, false])
  process.kill(escaped, 'SIGKILL')
  await until(() => isGone(escaped))
})

it('can be asked twice, and the second time can be impatient', async () => {
  const runtime = await fakes.start('ignores-sigterm')
  const first = runtime.stop(60_000)
  await until(() => runtime.getRecentLogs().some(({ line }) => line === 'not now'))
  await Promise.all([first, runtime.stop(60_000), runtime.stop(0)])
  await runtime.stop()
  expect(fakes.pids().map(isGone)).toEqual([true, true])
  expect(runtime.getRecentLogs().filter(({ line }) => line === 'not now')).toHaveLength(1)
})

it('comes at the end of a block', async () => {
  let used: StepflowRuntime | undefined
  {
    await using runtime = await StepflowRuntime.start({ command: fakes.command('normal') })
    used = runtime
    expect(used.isAlive).toBe(true)
  }
  expect(used.isAlive).toBe(false)
  expect(fakes.pids().map(isGone)).toEqual([true, true])
})

it('works without the watchdog, if need be', async () => {
  const runtime = await fakes.start('ignores-sigterm')
  const [server, watchdog] = fakes.pids() as [number, number]
  process.kill(watchdog, 'SIGSTOP')
  await runtime.stop(0)
  expect([server, watchdog].map(isGone)).toEqual([true, true])
})

it('waits as long as a timer can', async () => {
  const drains = `process.on('SIGTERM', () => setTimeout(() => { console.log('drained'); process.exit() }, 200))`
  const command = [process.execPath, '--import', `data:text/javascript,${drains}`]
  const runtime = await fakes.start('', {
    command: [...command, ...fakes.command('ignores-sigterm').slice(1)],
  })
  await runtime.stop(2 ** 31 - 1)
  expect(runtime.getRecentLogs().map(({ line }) => line)).toContain('drained')
})

it('refuses a time that makes no sense', async () => {
  const runtime = await fakes.start('normal')
  for (const time of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(runtime.stop(time)).rejects.toThrow('must be a whole number from 0 to 2147483647')
  }
  expect(runtime.isAlive).toBe(true)
})

it('has no effect on a server that has crashed', async () => {
  const runtime = await fakes.start('normal')
  process.kill(runtime.pid as number, 'SIGKILL')
  await until(() => runtime.crashed)
  await runtime.stop()
  await sleep(0)
  expect([runtime.crashed, runtime.isAlive]).toEqual([true, false])
})
