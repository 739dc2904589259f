import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileConsumer, installPacked, node20 } from '../../../../test/support/packed.ts'
import { type RunningServer, startStepflow } from '../../../../test/support/server.ts'

const run = promisify(execFile)

describe('the packed stepflow-api, installed in a clean folder', () => {
  let folder: string
  let server: RunningServer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftless-packed-'))
    await installPacked(folder, 'stepflow-api')
    await copyFile(join(import.meta.dirname, 'consumer.mts'), join(folder, 'consumer.mts'))
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
  ])('calls every operation of the running server on %s', async (_name, node, version) => {
    expect((await run(node, ['--version'])).stdout).toMatch(version)
    const { stdout } = await run(node, ['consumer.mjs', server.origin], { cwd: folder })
    const operations = JSON.parse(
      await readFile(join(folder, 'node_modules/stepflow-api/operations.json'), 'utf8'),
    )
    const ids = operations.operations.map(({ name }: { name: string }) => name).sort()
    expect(ids).toHaveLength(23)
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
      events: ['runStarted', 'stepStarted', 'stepCompleted', 'itemCompleted', 'runCompleted'],
      keptValue: { kept: true },
      keptBytes: 'bytes',
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
