import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { useFakes } from './support/fakes.ts'
import { isGone, until, untilGone } from './support/processes.ts'

const fakes = useFakes()
const PROGRAM = fileURLToPath(new URL('./support/doomed-program.ts', import.meta.url))
const SERVER = join(import.meta.dirname, '../../../servers/stepflow/src/main.ts')

function start(end: string, command: readonly string[], options: object = {}): ChildProcess {
  const args = ['--conditions=@driftless/source', PROGRAM, end, JSON.stringify({ command, ...options })]
  // A group of its own, which a terminal would have made.
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
}

async function firstLine(program: ChildProcess): Promise<string> {
  if (program.stdout === null) throw new Error('has no stdout')
  const [line] = (await once(createInterface(program.stdout), 'line')) as [string]
  return line
}

it.each([
  ['normal', 'SIGKILL'],
  ['normal', 'SIGTERM'],
  ['normal', 'SIGINT'],
  ['silent-to-sigterm', 'SIGKILL'],
  ['grandchild', 'SIGKILL'],
  ['floods', 'SIGKILL'],
] as const)('a server (%s) ends with a program that is ended by %s', async (kind, signal) => {
  const mode = kind === 'silent-to-sigterm' ? 'ignores-sigterm' : kind
  const program = start('waits', fakes.command(mode), { stopTimeoutMs: 300 })
  await firstLine(program)
  expect(fakes.pids().length).toBeGreaterThan(1)
  program.kill(signal)
  await untilGone(fakes.pids())
})

it.each(['exits', 'throws', 'returns-after-unref'])('a server ends with a program that %s', async (end) => {
  const program = start(end, fakes.command('normal'))
  await firstLine(program)
  await untilGone([...fakes.pids(), program.pid as number])
})

it('a server ends with a program that is killed with its whole group', async () => {
  const program = start('waits', fakes.command('normal'))
  await firstLine(program)
  process.kill(-(program.pid as number), 'SIGKILL')
  await untilGone(fakes.pids())
})

it('a server ends with a program that is killed while it starts, at any moment', async () => {
  for (let delay = 0; delay <= 120; delay += 20) {
    const program = start('killed-while-starting', fakes.command('normal'))
    await firstLine(program)
    const at = performance.now() + delay
    await until(() => performance.now() >= at)
    program.kill('SIGKILL')
    await once(program, 'exit')
  }
  await untilGone(fakes.pids())
})

it('a program goes on while its server runs, and ends once that is stopped', async () => {
  const program = start('returns-after-stop', fakes.command('normal'))
  const exit = once(program, 'exit')
  await firstLine(program)
  expect(await exit).toEqual([0, null])
  expect(fakes.pids().every(isGone)).toBe(true)
})

it('the Stepflow server of this repository ends with a program that is killed', async () => {
  const program = start('waits', [process.execPath, '--conditions=@driftless/source', SERVER])
  const pid = Number((await firstLine(program)).replace('ready ', ''))
  expect(isGone(pid)).toBe(false)
  program.kill('SIGKILL')
  await untilGone([pid])
})
