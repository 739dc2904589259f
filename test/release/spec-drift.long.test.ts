import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Drifting, makeDrifting, sentence } from './drifting.ts'
import { writeFiles } from './support.ts'

describe('pnpm spec-drift, day after day', () => {
  let drifting: Drifting

  beforeAll(async () => {
    drifting = await makeDrifting()
  })
  afterAll(() => drifting?.[Symbol.asyncDispose]())

  it('opens a pull request whose branch is in step', async () => {
    drifting.added = ['region']
    const { specDrift, origin, gh, git, repository } = drifting
    expect(await specDrift(origin)).toMatchObject({ code: 0 })
    expect(await gh.done()).toEqual(['pr create'])
    await git('switch', '--quiet', 'spec-drift')
    expect(await repository.gen('check', '--full', '--changesets')).toMatchObject({ code: 0 })
  })

  it('renews that pull request, on what main is by then, while it is open', async () => {
    const { specDrift, origin, gh, git, repository, branches } = drifting
    await git('switch', '--quiet', 'main')
    await writeFiles(repository.root, { 'docs/news.md': 'News.\n' })
    await repository.commit('news')
    drifting.added = ['region', 'zone']
    const { code, stderr } = await specDrift(origin)
    expect(code, stderr).toBe(0)
    expect(await branches()).toEqual(['main', 'spec-drift'])
    expect(await gh.done()).toEqual(['pr create', 'pr edit 7'])
    const said = (await gh.asked()).at(-1)?.input
    for (const name of drifting.added) expect(said).toContain(sentence(name))
    expect(await git('log', '--format=%s', 'main..origin/spec-drift')).toBe(
      'Follow the servers of stepflow\n',
    )
    expect(await git('show', 'origin/spec-drift:docs/news.md')).toBe('News.\n')
  })

  it('tells only of what the next one changes, once that is merged and not yet released', async () => {
    const { specDrift, origin, gh, git } = drifting
    await git('switch', '--quiet', 'main')
    await git('merge', '--quiet', '--ff-only', 'origin/spec-drift')
    await gh.open([])
    drifting.added = ['region', 'zone', 'rack']
    expect(await specDrift(origin)).toMatchObject({ code: 0 })
    expect(await gh.done()).toEqual(['pr create', 'pr edit 7', 'pr create'])
    const said = (await gh.asked()).at(-1)?.input
    expect(said).toContain(sentence('rack'))
    expect(said).not.toContain(sentence('zone'))
    const changeset = await git('show', 'origin/spec-drift:.changeset/spec-stepflow.md')
    for (const name of drifting.added) expect(changeset).toContain(sentence(name))
  })
})
