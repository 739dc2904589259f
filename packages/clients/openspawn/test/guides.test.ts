import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BikiniBottomClient } from 'openspawn'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  blocksOf,
  expectedByBlock,
  isProgram,
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

test('the example of tests answers as it says', async () => {
  const [example, ...others] = (await blocksOf('packages/clients/openspawn/README.md')).filter(isProgram)
  expect(others).toEqual([])
  const program = join(folder, 'tests.ts')
  await writeFile(program, `${example?.text}\nexport const close = () => server.close()\n`)
  const { close } = (await import(program)) as { close: () => void }
  try {
    const client = new BikiniBottomClient({ baseUrl: 'http://openspawn.test', apiKey: 'k', maxRetries: 0 })
    await expect(client.agents.get('a')).rejects.toMatchObject({ status: 429, retryAfterMs: 3_000 })
    await expect(client.agents.get('a')).resolves.toHaveProperty('capabilities')
    expect(typeof (await client.credits.balance())).toBe('number')
  } finally {
    close()
  }
})
