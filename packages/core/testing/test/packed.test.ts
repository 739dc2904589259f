/** The entry `testing` of the packed clients, in a clean folder: with what it needs, and without. */
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileConsumer, installPacked } from '../../../../test/support/packed.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../../..')
const examples = join(root, 'examples/testing')

describe('the packed stepflow-api with @driftless/testing and msw', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'driftless-packed-'))
    await installPacked(folder, 'stepflow-api', ['@driftless/testing'])
    // It is none of ours, and to pack all that it depends on takes longer than everything else here.
    await symlink(join(root, 'node_modules/msw'), join(folder, 'node_modules/msw'), 'junction')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('runs the example with the runner of Node', async () => {
    for (const file of ['follow.ts', 'follow.node.ts'])
      await copyFile(join(examples, file), join(folder, file))
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'follow.node.ts'], {
      cwd: folder,
    })
    expect(stdout).toMatch(/^# pass 3$/m)
    expect(stdout).toMatch(/^# fail 0$/m)
  })

  it('has types that a strict compiler takes, and that refuse what the document does not declare', async () => {
    const program = (line: string) =>
      `import { faults, handlers, respondWith } from 'stepflow-api/testing'\n${line}\n`
    await writeFile(
      join(folder, 'right.mts'),
      program(
        'export const all = [handlers.runs.list(faults.resetOnce()), handlers.flows.get(respondWith(404))]',
      ),
    )
    await compileConsumer(folder, 'right.mts')
    await writeFile(join(folder, 'wrong.mts'), program('export const one = handlers.runs.get({ runID: 1 })'))
    await expect(compileConsumer(folder, 'wrong.mts')).rejects.toThrow('runID')
  })
})
