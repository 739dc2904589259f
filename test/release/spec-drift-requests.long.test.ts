import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEditingProxy } from '../consumer/editing-proxy.ts'
import { type Drifting, makeDrifting, sentence } from './drifting.ts'
import { writeFiles } from './support.ts'

describe('pnpm spec-drift', () => {
  let drifting: Drifting

  beforeAll(async () => {
    drifting = await makeDrifting()
  })
  afterAll(() => drifting?.[Symbol.asyncDispose]())

  it('leaves everything alone where no server has moved', async () => {
    const { specDrift, origin, branches, gh } = drifting
    const { code, stdout, stderr } = await specDrift(origin)
    expect([code, stdout], stderr).toEqual([
      0,
      expect.stringMatching(/^Every server offers what its client was made from\.$/m),
    ])
    expect(await branches()).toEqual(['main'])
    expect(await gh.asked()).toEqual([])
  })

  it('says which server of which API does not answer, and pushes nothing', async () => {
    const { specDrift, branches, gh, repository } = drifting
    const down = await startEditingProxy(drifting.origin, () => {})
    await down[Symbol.asyncDispose]()
    const { code, stderr } = await specDrift(down.origin)
    expect(code).toBe(1)
    expect(stderr).toContain(
      `error: stepflow (by STEPFLOW_URL): ${down.origin}/api/v1/openapi.json cannot be fetched: connection refused.\n`,
    )
    expect(await branches()).toEqual(['main'])
    expect(await gh.asked()).toEqual([])
    expect(await repository.uncommitted()).toBe('')
  })

  it('opens a pull request with document, client and changeset of a server that moved', async () => {
    const { specDrift, origin, branches, gh, git } = drifting
    drifting.added = ['region']
    const { code, stdout, stderr } = await specDrift(origin)
    expect([code, stdout], stderr).toEqual([0, expect.stringMatching(/^stepflow: a pull request says/m)])
    expect(await branches()).toEqual(['main', 'spec-drift'])
    const files = (await git('diff', '--name-only', 'main', 'origin/spec-drift')).trim().split('\n')
    expect(files).toEqual(
      expect.arrayContaining([
        '.changeset/spec-stepflow.md',
        'packages/clients/stepflow-api/src/types.ts',
        'schemas/stepflow/lock.json',
        'schemas/stepflow/openapi.json',
      ]),
    )
    expect(files.filter((file) => /openspawn|released/.test(file))).toEqual([])
    expect(await git('show', 'origin/spec-drift:.changeset/spec-stepflow.md')).toContain(sentence('region'))

    expect(await gh.done()).toEqual(['pr create'])
    const { words, input } = (await gh.asked()).at(-1) ?? { words: [], input: '' }
    expect(words).toEqual([
      ...['pr', 'create', '--head', 'spec-drift', '--base', 'main'],
      ...['--title', 'Follow the servers of stepflow', '--body-file', '-'],
    ])
    expect(input).toContain('## stepflow\n\n### `stepflow-api`: minor\n')
    expect(input).toContain(sentence('region'))
    expect(input).toMatch(/^ schemas\/stepflow\/openapi\.json \| +\d+ \++$/m)
  })

  it('takes nothing along that is not committed', async () => {
    const { specDrift, origin, git, repository } = drifting
    const before = await git('ls-remote', 'origin')
    await git('switch', '--quiet', 'main')
    await writeFiles(repository.root, { 'notes.txt': 'mine\n' })
    const { code, stderr } = await specDrift(origin)
    expect([code, stderr]).toEqual([1, expect.stringContaining('commit or stash it first:\n?? notes.txt')])
    expect(await git('ls-remote', 'origin')).toBe(before)
  })
})
