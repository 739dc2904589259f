import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyRepository } from '../scripts/release/copy.ts'
import { pnpm } from '../scripts/release/tools.ts'
import { alternate, type Ratio, root } from './measure.ts'

const document = join(root, 'test/add/documents/fastapi.json')

/** `gen add` of an API, against generating, checking and testing its client one after the other. */
export async function addRatios(): Promise<Ratio[]> {
  const folder = await mkdtemp(join(tmpdir(), 'driftless-bench-'))
  const inCopy = async (...args: string[]) => void (await pnpm(args, folder))
  try {
    await copyRepository(folder)
    let round = 0
    const add = async () => {
      round += 1
      await inCopy('gen', 'add', `library-${round}`, '--from', document, '--base-url', 'http://localhost')
    }
    const steps = async () => {
      await inCopy('gen', 'generate', `library-${round}`)
      await inCopy('gen', 'check', `library-${round}`, '--full')
      await inCopy('exec', 'vitest', 'run', `packages/clients/library-${round}-api/`)
    }
    const result = await alternate(3, add, steps)
    const detail = `${(result.ours / 1000).toFixed(1)} s against ${(result.theirs / 1000).toFixed(1)} s`
    const name = 'add, with install, build and changeset, against generate, check and test'
    return [{ name, value: result.ratio, unit: '×', limit: 2, goal: 1, detail }]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
