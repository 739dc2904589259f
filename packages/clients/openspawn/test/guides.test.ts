import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  blocksOf,
  expectedByBlock,
  printedByBlock,
  printedByImport,
  programOf,
} from '../../../../test/support/guide.ts'
import { environmentOf, serveOpenSpawn } from './support/server.ts'

let folder: string
beforeAll(async () => {
  // Not below the system's: the programs import packages of this repository.
  folder = await mkdtemp(join(import.meta.dirname, '../../../../test/.documentation-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

test.each(['packages/clients/openspawn/README.md', 'docs/from-the-python-sdk.md'])(
  'every example in %s prints what stands below it',
  async (guide) => {
    await using server = await serveOpenSpawn()
    for (const [name, value] of Object.entries(environmentOf(server.first, server.origin))) {
      vi.stubEnv(name, value)
    }
    const blocks = await blocksOf(guide)
    const program = join(folder, `${guide.replaceAll(/\W/g, '-')}.ts`)
    await writeFile(program, programOf(blocks))
    expect(printedByBlock(await printedByImport(program))).toEqual(expectedByBlock(blocks))
  },
)
