import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { renewPullRequest } from '../../scripts/release/pull-request.ts'
import { driftRequest, movedApis, specDrift } from '../../scripts/release/spec-drift.ts'
import { run } from '../../scripts/release/tools.ts'
import { versionRequest } from '../../scripts/release/version-pull-request.ts'
import { type FakeGh, installFakeGh } from './fake-gh.ts'
import { temporaryFolder, writeFiles } from './support.ts'

const request = { branch: 'release', title: 'Release', body: 'What comes.' }

let root: string
let gh: FakeGh

/** A repository with an origin. */
beforeEach(async () => {
  const place = await temporaryFolder()
  root = join(place, 'repository')
  await writeFiles(root, { 'file.txt': 'one\n' })
  gh = await installFakeGh(place)
  await git('init', '--quiet', '--initial-branch=main')
  await run('git', ['init', '--quiet', '--bare', join(place, 'origin')])
  await git('remote', 'add', 'origin', join(place, 'origin'))
  await git('add', '--all')
  await git(
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    'commit',
    '--quiet',
    '--message=Start',
  )
})

afterEach(() => vi.unstubAllEnvs())

function git(...args: string[]): Promise<string> {
  return run('git', args, { cwd: root })
}

describe('a pull request that a script keeps in step', () => {
  it('is opened with what changed, and renewed the next time', async () => {
    await writeFiles(root, { 'file.txt': 'two\n', 'new.txt': 'new\n' })
    expect(await renewPullRequest(request, root)).toBe(true)
    expect(await git('ls-tree', '--name-only', 'origin/release')).toBe('file.txt\nnew.txt\n')
    expect(await gh.asked()).toMatchObject([
      { words: ['pr', 'list', '--head', 'release', '--state', 'open', '--json', expect.any(String)] },
      {
        words: [
          'pr',
          'create',
          '--head',
          'release',
          '--base',
          'main',
          '--title',
          'Release',
          '--body-file',
          '-',
        ],
        input: 'What comes.',
      },
    ])

    await git('switch', '--quiet', 'main')
    await writeFiles(root, { 'file.txt': 'three\n' })
    expect(await renewPullRequest(request, root)).toBe(true)
    expect(await git('show', 'origin/release:file.txt')).toBe('three\n')
    expect(await git('ls-tree', '--name-only', 'origin/release')).toBe('file.txt\n')
    expect((await gh.asked()).at(-1)).toEqual({
      words: ['pr', 'edit', '7', '--title', 'Release', '--body-file', '-'],
      input: 'What comes.',
    })
  })

  it('is not that of a fork, whose branch may have the same name', async () => {
    await gh.open([{ number: 5, isCrossRepository: true }])
    await writeFiles(root, { 'file.txt': 'two\n' })
    await renewPullRequest(request, root)
    expect(await gh.done()).toEqual(['pr create'])
  })

  it('says no more than GitHub takes, in whole lines', async () => {
    await writeFiles(root, { 'file.txt': 'two\n' })
    const body = Array.from({ length: 20_000 }, (_, index) => `- change ${index}`).join('\n')
    await renewPullRequest({ ...request, body }, root)
    const said = (await gh.asked()).at(-1)?.input ?? ''
    expect(said.length).toBeGreaterThan(65_000)
    expect(said.length).toBeLessThanOrEqual(65_536)
    expect(said).toMatch(/\n- change \d+\n\nThere is more than fits here; .*\.$/)
    expect(body.startsWith(`${said.split('\n\n')[0]}\n`)).toBe(true)
  })

  it('is left alone where nothing changed', async () => {
    expect(await renewPullRequest(request, root)).toBe(false)
    expect(await gh.asked()).toEqual([])
    expect(await git('ls-remote', 'origin')).toBe('')
  })

  it('tells of a release what its changelogs will tell', () => {
    const { body } = versionRequest([
      '# pets-api\n\n## 2.0.0\n\n### Major Changes\n\n- Names are gone.\n\n## 1.0.0\n\n### Minor Changes\n\n- First release.\n',
      '# sdk\n\n## 0.1.0\n\n### Minor Changes\n\n- First release.\n',
    ])
    expect(body).toMatch(/^Merging this publishes what follows\./)
    expect(body).toContain(
      '\n\n## pets-api 2.0.0\n\n### Major Changes\n\n- Names are gone.\n\n## sdk 0.1.0\n\n',
    )
    expect(body).not.toContain('1.0.0')
  })

  it('takes nothing along that is not committed, looking for servers that moved', async () => {
    await writeFiles(root, { 'notes.txt': 'mine\n' })
    await expect(specDrift(root)).rejects.toThrow(/commit or stash it first:\n\?\? notes\.txt$/)
    expect(await git('ls-remote', 'origin')).toBe('')
  })

  it('tells of servers which moved, and what that means for users', () => {
    const status =
      ' M schemas/pets/lock.json\n M schemas/zoo/openapi.json\n M schemas/pets/openapi.json\n?? schemas/x/y\n'
    expect(movedApis(status)).toEqual(['pets', 'zoo'])
    expect(driftRequest(['pets'], ['`pets-api`: 1 addition.'])).toMatchObject({
      branch: 'spec-drift',
      title: 'Follow the servers of pets',
      body: expect.stringContaining('## pets\n\n`pets-api`: 1 addition.'),
    })
  })
})
