import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type StartOptions, StepflowRuntime, StepflowRuntimeError } from '../src/index.ts'
import { useFakes } from './support/fakes.ts'

const fakes = useFakes()
const DEFAULT_CONFIG = join(import.meta.dirname, '../config/builtin.yml')
afterEach(() => {
  vi.unstubAllEnvs()
})

/** What a server tells of itself. */
async function about(
  options: StartOptions,
): Promise<{ args: string[]; env: Record<string, string>; cwd: string }> {
  const runtime = await fakes.start('normal', options)
  const response = await fetch(`${runtime.url}/api/v1/about`)
  return (await response.json()) as { args: string[]; env: Record<string, string>; cwd: string }
}

/** Makes the fake server a program of one file, as a binary is. */
function program(name: string): string {
  const file = join(fakes.folder, name)
  mkdirSync(dirname(file), { recursive: true })
  const words = fakes.command('normal').map((word) => `'${word}'`)
  writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

async function message(start: Promise<unknown>): Promise<string> {
  const error = await start.then(
    () => expect.unreachable('it started'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StepflowRuntimeError)
  return (error as Error).message
}

describe('the command line', () => {
  it('ends with the configuration and the port', async () => {
    writeFileSync(join(fakes.folder, 'stepflow-config.yml'), '')
    const { args } = await about({ cwd: fakes.folder, config: 'stepflow-config.yml' })
    expect(args).toEqual(['--config', join(fakes.folder, 'stepflow-config.yml'), '--port', '0'])
  })

  it('leaves the built-in components to a variable, which any server may ignore', async () => {
    const { args, env } = await about({})
    expect(args).toEqual(['--port', '0'])
    expect(env.STEPFLOW_CONFIG).toBe(DEFAULT_CONFIG)
  })

  it('leaves a configuration that the environment names, and names none beside its own', async () => {
    expect((await about({ env: { STEPFLOW_CONFIG: '/a.yml' } })).env.STEPFLOW_CONFIG).toBe('/a.yml')
    const config = DEFAULT_CONFIG
    expect((await about({ config })).env).not.toHaveProperty('STEPFLOW_CONFIG')
  })

  it('may be one program: by path, relative to cwd, or by name', async () => {
    program('bin/server')
    vi.stubEnv('PATH', `${join(fakes.folder, 'bin')}${delimiter}${process.env.PATH}`)
    const { cwd } = await about({ command: './bin/server', cwd: fakes.folder })
    expect(cwd).toBe(fakes.folder)
    expect((await about({ command: 'server' })).cwd).toBe(process.cwd())
  })
})

describe('the environment', () => {
  it('is that of this program and more', async () => {
    vi.stubEnv('DRIFTLESS_OUTER', 'outer')
    vi.stubEnv('DRIFTLESS_BOTH', 'outer')
    const { env } = await about({ env: { DRIFTLESS_BOTH: 'inner', HOME: undefined } })
    expect(env).toMatchObject({ DRIFTLESS_OUTER: 'outer', DRIFTLESS_BOTH: 'inner' })
    expect(env).not.toHaveProperty('HOME')
    // Of the watchdog's own, nothing reaches the server.
    expect(Object.keys(env).filter((name) => /ELECTRON|NODE_CHANNEL/.test(name))).toEqual([])
  })

  it('reaches the server with NODE_OPTIONS, and the watchdog without', async () => {
    vi.stubEnv('NODE_OPTIONS', '--no-warnings --require=/nowhere.cjs')
    const { env } = await about({ env: { NODE_OPTIONS: '--no-warnings' } })
    expect(env.NODE_OPTIONS).toBe('--no-warnings')
  })

  it('is only what is given, where nothing is inherited', async () => {
    vi.stubEnv('DRIFTLESS_OUTER', 'outer')
    const { env } = await about({ inheritEnv: false, env: { DRIFTLESS_INNER: 'inner' } })
    expect(env).toEqual({ DRIFTLESS_INNER: 'inner', STEPFLOW_CONFIG: DEFAULT_CONFIG })
  })
})

describe('without a command', () => {
  it.each(['STEPFLOW_SERVER_BINARY', 'STEPFLOW_DEV_BINARY'])('%s names the server', async (variable) => {
    vi.stubEnv(variable, program('some-server'))
    expect((await about({ command: undefined })).args).toEqual(['--port', '0'])
  })

  it('stepflow-server is looked for on the PATH', async () => {
    vi.stubEnv('PATH', `${dirname(program('bin/stepflow-server'))}${delimiter}${process.env.PATH}`)
    expect((await about({ command: undefined })).args).toEqual(['--port', '0'])
  })

  it('it is said what to do where there is none', async () => {
    vi.stubEnv('PATH', fakes.folder)
    expect(await message(StepflowRuntime.start())).toBe(
      'No Stepflow server is known. Give the option command, or the path of a stepflow-server binary in ' +
        'STEPFLOW_SERVER_BINARY, or put stepflow-server on the PATH. Binaries are part of the releases of Stepflow',
    )
  })

  it('a variable that names no program is not passed over', async () => {
    vi.stubEnv('STEPFLOW_SERVER_BINARY', join(fakes.folder, 'pids'))
    expect(await message(StepflowRuntime.start())).toBe(
      `STEPFLOW_SERVER_BINARY names ${join(fakes.folder, 'pids')}, which is no program`,
    )
  })
})

describe('a wrong option', () => {
  const integers = 'must be a whole number from'
  it.each<[string, object, string]>([
    ['unknown', { comand: 'x' }, 'Unknown option "comand"; known are command, config, cwd, port'],
    [
      'command',
      { command: [] },
      'The option command must be a program, or a list of a program and its arguments',
    ],
    ['command with an empty program', { command: [''] }, 'The option command must be a program'],
    ['command with NUL', { command: ['node', '\0'] }, 'The option command must be a program'],
    ['config', { config: '' }, 'The option config must be the path of a file'],
    ['cwd', { cwd: 3 }, 'The option cwd must be the path of a folder'],
    ['port', { port: 65_536 }, `The option port ${integers} 0 to 65535`],
    ['env', { env: { A: 1 } }, 'The option env must be an object whose values are strings'],
    ['env name', { env: { 'A=B': '1' } }, 'The option env must be an object whose values are strings'],
    ['inheritEnv', { inheritEnv: 'no' }, 'The option inheritEnv must be true or false'],
    ['startupTimeoutMs', { startupTimeoutMs: 0 }, `The option startupTimeoutMs ${integers} 1 to 2147483647`],
    ['stopTimeoutMs', { stopTimeoutMs: -1 }, `The option stopTimeoutMs ${integers} 0 to 2147483647`],
    ['restartPolicy', { restartPolicy: 'maybe' }, 'must be one of never, on_failure, always'],
    ['maxRestarts', { maxRestarts: 0.5 }, `The option maxRestarts ${integers} 0`],
    ['restartDelayMs', { restartDelayMs: Number.NaN }, `The option restartDelayMs ${integers} 0`],
    ['restartResetMs', { restartResetMs: '1' }, `The option restartResetMs ${integers} 0`],
    ['onCrash', { onCrash: 'x' }, 'The option onCrash must be a function'],
    ['onLog', { onLog: {} }, 'The option onLog must be a function'],
    ['logLines', { logLines: -1 }, `The option logLines ${integers} 0 to 1000000`],
    ['client', { client: 'x' }, 'The option client must be an object'],
    ['signal', { signal: {} }, 'The option signal must be an AbortSignal'],
  ])('is refused: %s', async (_name, options, text) => {
    expect(await message(StepflowRuntime.start(options))).toContain(text)
  })

  it('is refused where it names what does not exist', async () => {
    const missing = join(fakes.folder, 'missing')
    const command = fakes.command('normal')
    const start = (options: StartOptions) => message(StepflowRuntime.start({ command, ...options }))
    expect(await start({ command: missing })).toBe(`The option command names ${missing}, which is no program`)
    expect(await start({ command: fakes.folder })).toContain('which is no program')
    expect(await start({ command: 'no-such-server' })).toBe(
      'The option command names no-such-server, which is not on the PATH',
    )
    expect(await start({ command: 'node server.js' })).toBe(
      'The option command names node server.js, which is not on the PATH; give a program and its arguments as a list',
    )
    expect(await start({ config: missing })).toBe(`The option config names ${missing}, which is no file`)
    expect(await start({ cwd: missing })).toBe(`The option cwd names ${missing}, which is no folder`)
  })

  it('is refused by getRecentLogs too', async () => {
    const runtime = await fakes.start('normal')
    for (const count of [-1, 0.5, Number.NaN]) {
      expect(() => runtime.getRecentLogs(count)).toThrow(
        'The number of lines must be a whole number from 0 on',
      )
    }
    expect(runtime.getRecentLogs(Number.POSITIVE_INFINITY)).toHaveLength(1)
  })

  it('is not shown: it may hold a secret', async () => {
    expect(await message(StepflowRuntime.start({ env: { KEY: 'secret\0' } }))).not.toContain('secret')
  })
})
