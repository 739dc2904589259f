import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import { buildProgram } from './support/build-program.ts'
import { useFakes } from './support/fakes.ts'
import { isGone, processesWith, until, untilGone } from './support/processes.ts'

const fakes = useFakes()
const SERVER = join(import.meta.dirname, '../../../servers/stepflow/src/main.ts')

let build: string
let doomed: string
beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), 'driftless-doomed-'))
  const source = join(import.meta.dirname, 'support/doomed-program.ts')
  doomed = await buildProgram(await readFile(source, 'utf8'), dirname(source), build)
})
afterAll(() => rm(build, { recursive: true }))

function start(end: string, command: readonly string[], options: object = {}): ChildProcess {
  const env = { ...process.env, DRIFTLESS_TEST: fakes.folder }
  const args = [doomed, end, JSON.stringify({ command, ...options })]
  // A group of its own, which a terminal would have made.
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
}

/** @throws Error with what the program complains of, where it ends without a line */
async function firstLine(program: ChildProcess): Promise<string> {
  if (program.stdout === null) throw new Error('has no stdout')
  let complaints = ''
  program.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString()
  })
  const lines = createInterface(program.stdout)
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
  if (typeof line !== 'string') throw new Error(`the program printed nothing\n${complaints}`)
  return line
}

it.each([
  ['normal', 'SIGKILL'],
  ['normal', 'SIGTERM'],
  ['normal', 'SIGINT'],
  ['deaf', 'SIGKILL'],
  ['grandchild', 'SIGKILL'],
  ['floods', 'SIGKILL'],
] as const)('a server (%s) ends with a program that is ended by %s', async (mode, signal) => {
  const program = start('waits', fakes.command(mode), { stopTimeoutMs: 300 })
  await firstLine(program)
  expect(fakes.pids().length).toBeGreaterThan(1)
  program.kill(signal)
  await untilGone(fakes.pids())
})

it('a server that prints nothing ends with a program that is killed', async () => {
  const program = start('waits', fakes.command('silent'), { port: await freePort() })
  await firstLine(program)
  program.kill('SIGKILL')
  await untilGone(fakes.pids())
})

it('a server that is never ready ends with a program that is killed while it waits for it', async () => {
  const program = start('killed-while-starting', fakes.command('mute'))
  await firstLine(program)
  await until(() => fakes.pids().length === 2)
  program.kill('SIGKILL')
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

it('nothing is left of a program that is killed while it starts a server, at any moment', async () => {
  for (let delay = 0; delay <= 120; delay += 20) {
    const program = start('killed-while-starting', fakes.command('normal'))
    await firstLine(program)
    const at = performance.now() + delay
    await until(() => performance.now() >= at)
    program.kill('SIGKILL')
    await once(program, 'exit')
  }
  // The watchdogs, which may not have started their servers yet, too.
  await until(() => processesWith(fakes.folder).length === 0)
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
