import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { repository } from '../../scripts/release/tools.ts'
import { readJson } from './support.ts'

interface Job {
  readonly needs?: string | string[]
  readonly if?: string
  readonly permissions?: Record<string, string>
  readonly environment?: string
  readonly steps: { readonly run?: string; readonly uses?: string }[]
}

interface Workflow {
  readonly name: string
  readonly on: Record<string, unknown>
  readonly permissions: Record<string, string>
  readonly concurrency?: object
  readonly jobs: Record<string, Job>
}

async function workflows(): Promise<[file: string, workflow: Workflow][]> {
  const found: [string, Workflow][] = []
  for await (const file of glob('.github/workflows/*.yml', { cwd: repository })) {
    found.push([file, parse(await readFile(join(repository, file), 'utf8'), { strict: true })])
  }
  return found.sort()
}

async function workflow(name: string): Promise<Workflow> {
  const [, found] = (await workflows()).find(([, { name: given }]) => given === name) ?? []
  if (found === undefined) throw new Error(`no workflow ${name}`)
  return found
}

/** What is wrong with a line of a workflow; nothing where it runs a script of ours. */
async function problemOf(line: string, scripts: Record<string, string>): Promise<string | undefined> {
  const [program, ...words] = line.trim().split(' ')
  if (program === 'bash')
    return existsSync(join(repository, words[0] ?? '')) ? undefined : `no file ${words[0]}`
  const [yes, pnpm, name = '', argument = ''] = words
  if (program !== 'npx' || yes !== '--yes' || !/^pnpm@\d+\.\d+\.\d+$/.test(pnpm ?? ''))
    return 'not a script of ours'
  if (name === 'install') return undefined
  const script = scripts[name]
  if (script === undefined) return `no script ${name} in package.json`
  const file = /\S+\.ts/.exec(script)?.[0]
  if (file === undefined) return undefined
  if (!existsSync(join(repository, file))) return `no file ${file}`
  if (name !== 'gen' && name !== 'release') return undefined
  const source = name === 'gen' ? `scripts/gen/${argument}.ts` : file
  const text = await readFile(join(repository, source), 'utf8').catch(() => '')
  return new RegExp(`(\\.command|new Command)\\('${argument}'\\)`).test(text)
    ? undefined
    : `no ${name} ${argument}`
}

describe('the workflows', () => {
  it('run our scripts and nothing else, and each of them exists', async () => {
    const { scripts } = (await readJson(join(repository, 'package.json'))) as {
      scripts: Record<string, string>
    }
    const lines: string[] = []
    const problems: string[] = []
    for (const [file, { jobs }] of await workflows()) {
      for (const step of Object.values(jobs).flatMap((job) => job.steps)) {
        for (const line of step.run?.trim().split('\n') ?? []) {
          lines.push(line)
          const problem = await problemOf(line, scripts)
          if (problem !== undefined) problems.push(`${file}: ${line}: ${problem}`)
        }
      }
    }
    expect(problems).toEqual([])
    expect(lines).toEqual(
      expect.arrayContaining(['bash .ci/run', 'npx --yes pnpm@12.21.0 release publish release']),
    )
  })

  it('let only what publishes prove where packages come from', async () => {
    const proving = (await workflows()).flatMap(([file, { jobs, permissions }]) => {
      expect(permissions, file).toEqual({ contents: 'read' })
      return Object.entries(jobs).filter(([, job]) => job.permissions?.['id-token'] !== undefined)
    })
    expect(proving.map(([name, job]) => [name, job.environment])).toEqual([['publish', 'npm']])
  })

  it('publish only what was packed and tried', async () => {
    const { jobs } = await workflow('release')
    expect(jobs.publish?.needs).toEqual(['pack', 'try'])
    expect(jobs.try?.needs).toBe('pack')
    expect(jobs.try?.if).toBe("needs.pack.outputs.packages != '0'")
    const tried = jobs.try?.steps.map((step) => step.run?.split('12.21.0 ')[1]).filter(Boolean)
    expect(tried).toEqual(['install --frozen-lockfile', 'release gates release', 'release try release'])
  })

  it('never drop the release of one commit for the run of another', async () => {
    const { concurrency } = await workflow('release')
    const group = ['release-$', '{{ github.sha }}'].join('')
    expect(concurrency).toEqual({ group, 'cancel-in-progress': false })
  })

  it('look for servers that moved on a schedule, never on a pull request', async () => {
    const { on } = await workflow('spec-drift')
    expect(Object.keys(on).sort()).toEqual(['schedule', 'workflow_dispatch'])
  })
})
