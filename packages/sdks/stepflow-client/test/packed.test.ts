import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileConsumer, installPacked, node20 } from '../../../../test/support/packed.ts'
import { type RunningServer, startStepflow } from '../../../../test/support/server.ts'

const run = promisify(execFile)

const file = `
name: greet from a file
steps:
  - { id: words, component: /builtin/create_messages, input: { user_prompt: { $input: $.name } } }
output: { $step: words, path: '$.messages[0].content' }
`

describe('the packed stepflow-client, installed in a clean folder', () => {
  let folder: string
  let server: RunningServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stepflow-client-packed-'))
    await installPacked(folder, 'stepflow-client')
    await copyFile(join(import.meta.dirname, 'consumer.mts'), join(folder, 'consumer.mts'))
    await writeFile(join(folder, 'greet.yaml'), file)
    await compileConsumer(folder, 'consumer.mts')
    server = await startStepflow()
  })

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it.each([
    ['Node 20', node20, /^v20\./],
    ['Node 24', process.execPath, /^v24\./],
  ])('runs flows on %s', async (_name, node, version) => {
    expect((await run(node, ['--version'])).stdout).toMatch(version)
    const { stdout } = await run(node, ['consumer.mjs', server.origin, 'greet.yaml'], { cwd: folder })
    expect(JSON.parse(stdout)).toEqual({
      built: 'Ada',
      fromFile: 'Bob',
      batch: ['success', 'success'],
      events: ['runStarted', 'stepStarted', 'stepCompleted', 'itemCompleted', 'runCompleted'],
      result: { outcome: 'success', result: 'Cy' },
      invalid: '$.steps[0].input',
      missing: 404,
    })
  })

  it('installs nothing but itself, the generated client, its runtime and the YAML reader', async () => {
    const modules = join(folder, 'node_modules')
    const names = (await readdir(modules)).filter((name) => !name.startsWith('.')).sort()
    expect(names).toEqual(['@driftless', 'stepflow-api', 'stepflow-client', 'yaml'])
    expect(await readdir(join(modules, '@driftless'))).toEqual(['runtime'])
  })

  it('holds no file but those that are meant to be published', async () => {
    const files = await readdir(join(folder, 'node_modules/stepflow-client'))
    expect(files.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', 'src'])
  })
})
