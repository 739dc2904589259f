import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect } from 'vitest'
import { freePort } from '../../../../../test/support/free-port.ts'
import { type StartOptions, StepflowRuntime } from '../../src/index.ts'
import { isGone } from './processes.ts'

export const FAKE_SERVER: string = fileURLToPath(new URL('./fake-server.ts', import.meta.url))

/** Fake servers of one test: their runtimes are stopped at its end, and nothing may be left of them then. */
export interface Fakes {
  /** Folder of the test. */
  readonly folder: string
  command(mode: string): string[]
  /** One that may be started again has a port by default that nobody takes meanwhile. */
  start(mode: string, options?: StartOptions): Promise<StepflowRuntime>
  /** Of everything that was started: servers, watchdogs, grandchildren. */
  pids(): number[]
}

/** Prepares fake servers for the tests of a file. */
export function useFakes(): Fakes {
  let folder = ''
  let runtimes: StepflowRuntime[] = []
  const pidsFile = () => join(folder, 'pids')
  const fakes: Fakes = {
    get folder() {
      return folder
    },
    command: (mode) => [process.execPath, FAKE_SERVER, mode, pidsFile()],
    async start(mode, options = {}) {
      const { restartPolicy = 'never', port = restartPolicy === 'never' ? 0 : await freePort() } = options
      const runtime = await StepflowRuntime.start({ command: fakes.command(mode), ...options, port })
      runtimes.push(runtime)
      return runtime
    },
    pids: () => readFileSync(pidsFile(), 'utf8').split(/\s/).filter(Boolean).map(Number),
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'driftless-stepflow-runtime-'))
    writeFileSync(pidsFile(), '')
    runtimes = []
  })
  afterEach(async () => {
    await Promise.all(runtimes.map((runtime) => runtime.stop(0)))
    const left = fakes.pids().filter((pid) => !isGone(pid))
    for (const pid of left) process.kill(pid, 'SIGKILL')
    rmSync(folder, { recursive: true })
    expect(left).toEqual([])
  })
  return fakes
}
