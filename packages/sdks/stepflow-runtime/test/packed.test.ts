import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileConsumer, installPacked, node20 } from '../../../../test/support/packed.ts'
import { dataFolder, removeFolder } from '../../../servers/stepflow/test/support/database.ts'
import { useFakes } from './support/fakes.ts'
import { untilGone } from './support/processes.ts'

const run = promisify(execFile)
const MAIN = join(import.meta.dirname, '../../../servers/stepflow/src/main.ts')

describe('the packed stepflow-runtime, installed in a clean folder', () => {
  const fakes = useFakes()
  let folder: string
  /** Set up already: on a busy machine that may take longer than a client waits for an answer. */
  let data: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepflow-runtime-packed-'))
    await installPacked(folder, 'stepflow-runtime')
    await copyFile(join(import.meta.dirname, 'consumer.mts'), join(folder, 'consumer.mts'))
    await compileConsumer(folder, 'consumer.mts')
    data = await dataFolder()
  })

  afterAll(async () => {
    await removeFolder(data)
    await rm(folder, { recursive: true, force: true })
  })

  it.each([
    ['Node 20', node20, /^v20\./],
    ['Node 24', process.execPath, /^v24\./],
  ])('runs servers on %s, and leaves none when it is killed', async (_name, node, version) => {
    expect((await run(node, ['--version'])).stdout).toMatch(version)
    const stepflow = [process.execPath, '--conditions=@driftless/source', MAIN, '--data', data]
    const commands = [fakes.command('normal'), stepflow].map((command) => JSON.stringify(command))
    const program = spawn(node, ['consumer.mjs', ...commands], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface(program.stdout)
    const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')])
    const printed = JSON.parse(String(line)) as { pid: number }
    expect(printed).toEqual({
      crash: ['SIGKILL', true],
      status: 'healthy',
      stopped: true,
      result: 'Ada',
      pid: expect.any(Number),
    })
    program.kill('SIGKILL')
    await untilGone([printed.pid])
  })

  it('installs nothing but itself, the clients, their runtime and the YAML reader', async () => {
    const modules = join(folder, 'node_modules')
    const names = (await readdir(modules)).filter((name) => !name.startsWith('.')).sort()
    expect(names).toEqual(['@driftless', 'stepflow-api', 'stepflow-client', 'stepflow-runtime', 'yaml'])
  })

  it('holds no file but those that are meant to be published', async () => {
    const files = await readdir(join(folder, 'node_modules/stepflow-runtime'))
    expect(files.sort()).toEqual(['LICENSE', 'README.md', 'config', 'dist', 'package.json', 'src'])
  })
})
