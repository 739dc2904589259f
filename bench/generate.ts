import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { alternate, type Ratio, root, runTask } from './measure.ts'

const require = createRequire(import.meta.url)
export const githubSpec: string = require.resolve('@octokit/openapi/generated/api.github.com.json')
const stepflowSpec = join(root, 'schemas/stepflow/openapi.json')

/** Whole processes: text of a document to formatted files, against hey-api alone with its default plugins. */
export async function generateRatios(): Promise<Ratio[]> {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
  const measure = async (name: string, spec: string, rounds: number, limit: number, goal: number) => {
    const folder = await mkdtemp(join(tmpdir(), 'driftless-bench-'))
    try {
      const result = await alternate(
        rounds,
        async () => void (await runTask('driftless.ts', spec, join(folder, 'ours'), join(folder, 'cache'))),
        async () => void (await runTask('hey-api.ts', spec, join(folder, 'theirs'))),
      )
      const detail = `${seconds(result.ours)} formatted against ${seconds(result.theirs)} unformatted`
      return { name, value: result.ratio, unit: '×' as const, limit, goal, detail }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return [
    await measure('generate, GitHub (12 MB)', githubSpec, 5, 1.0, 0.6),
    await measure('generate, Stepflow', stepflowSpec, 9, 1.3, 1.0),
  ]
}
