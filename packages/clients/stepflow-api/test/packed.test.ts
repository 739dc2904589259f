import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packAll } from '../../../../scripts/pack.ts'
import { type RunningServer, startServer } from '../../../../test/support/server.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../../..')
const node20 = join(root, 'test/node-20/node_modules/node/bin/node')

describe('the packed stepflow-api, installed in a clean folder', () => {
  let folder: string
  let server: RunningServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftless-packed-'))
    const packages = await packAll(join(folder, 'packs'))
    const tarballs = packages.filter(({ name }) => ['stepflow-api', '@driftless/runtime'].includes(name))
    await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }')
    await run(
      'npm',
      ['install', '--offline', '--no-audit', '--no-fund', ...tarballs.map(({ tarball }) => tarball)],
      {
        cwd: folder,
      },
    )
    await copyFile(join(import.meta.dirname, 'consumer.mts'), join(folder, 'consumer.mts'))
    await compile(folder)
    server = await startServer('packages/servers/stepflow/src/main.ts')
  })

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  it.each([
    ['Node 20', node20, /^v20\./],
    ['Node 24', process.execPath, /^v24\./],
  ])('calls every operation of the running server on %s', async (_name, node, version) => {
    expect((await run(node, ['--version'])).stdout).toMatch(version)
    const { stdout } = await run(node, ['consumer.mjs', server.origin], { cwd: folder })
    const operations = JSON.parse(
      await readFile(join(folder, 'node_modules/stepflow-api/operations.json'), 'utf8'),
    )
    const ids = operations.operations.map(({ name }: { name: string }) => name).sort()
    expect(ids).toHaveLength(19)
    expect(JSON.parse(stdout)).toEqual({
      called: ids,
      health: 'healthy',
      byFunction: 'healthy',
      components: expect.arrayContaining([['/builtin/eval', true]]),
      storedName: 'greet',
      status: 200,
      runStatus: 'completed',
      inputs: [{ name: 'Ada' }],
      items: ['completed'],
      steps: ['messages'],
      runFlow: true,
      listed: ['greet'],
      queued: ['messages'],
      queue: ['messages'],
      next: 'messages',
      evaluated: 'success',
      ranQueue: 0,
      shown: true,
      cancelled: 'cancelled',
      missing: {
        isNotFound: true,
        isStepflow: true,
        message: expect.stringContaining('not found'),
        attempts: 1,
      },
    })
  })

  it('holds no file but those that are meant to be published', async () => {
    const files = await readdir(join(folder, 'node_modules/stepflow-api'))
    expect(files.sort()).toEqual(
      ['LICENSE', 'README.md', 'dist', 'operations.json', 'package.json', 'spec.json', 'src'].sort(),
    )
  })
})

/** Type-checks and compiles the consumer against the declarations in the tarballs. */
async function compile(folder: string): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
  const options = [
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--lib',
    'es2023,esnext.disposable,dom,dom.iterable',
  ]
  const types = ['--types', '', '--skipLibCheck', 'false']
  try {
    await run(process.execPath, [tsc, '--ignoreConfig', ...options, ...strict, ...types, 'consumer.mts'], {
      cwd: folder,
    })
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout)
  }
}
