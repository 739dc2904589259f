import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkProject, defaultPipeline, generateProject, workshopAt } from '@driftless/generator'
import { githubSpec } from './generate.ts'
import { alternate, type Ratio, root } from './measure.ts'

const config = `export default { name: 'github', package: 'github-api', client: 'GithubApi' }\n`

/** `gen check` of GitHub's client with nothing changed, against `gen check --full`, both in this process. */
export async function checkRatios(): Promise<Ratio[]> {
  const folder = await mkdtemp(join(tmpdir(), 'driftless-bench-'))
  try {
    await mkdir(join(folder, 'schemas/github'), { recursive: true })
    await mkdir(join(folder, 'packages/clients/github-api'), { recursive: true })
    await writeFile(join(folder, 'schemas/github/api.config.ts'), config)
    const example = await readFile(join(root, 'packages/clients/stepflow-api/package.json'), 'utf8')
    const manifest = JSON.parse(example.replaceAll('stepflow-api', 'github-api'))
    // GitHub's document has no streams.
    delete manifest.exports['./streams']
    await writeFile(join(folder, 'packages/clients/github-api/package.json'), JSON.stringify(manifest))
    const workshop = workshopAt(folder)
    const options = { apis: ['github'], pipeline: defaultPipeline }
    await generateProject(workshop, {
      ...options,
      from: { text: await readFile(githubSpec, 'utf8'), file: githubSpec },
    })
    const check = async (full: boolean) => {
      const { inStep } = await checkProject(workshop, { ...options, full })
      if (!inStep) throw new Error('a package that was just generated is not in step')
    }
    const result = await alternate(
      3,
      () => check(false),
      () => check(true),
    )
    const detail = `${result.ours.toFixed(0)} ms against ${result.theirs.toFixed(0)} ms for --full`
    return [
      {
        name: 'check, GitHub, nothing changed',
        value: result.ratio,
        unit: '×',
        limit: 0.05,
        goal: 0.01,
        detail,
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
