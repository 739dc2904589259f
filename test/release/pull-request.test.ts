import { chmod, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { renewPullRequest } from '../../scripts/release/pull-request.ts'
import { driftRequest, movedApis } from '../../scripts/release/spec-drift.ts'
import { run } from '../../scripts/release/tools.ts'
import { versionRequest } from '../../scripts/release/version-pull-request.ts'
import { temporaryFolder, writeFiles } from './support.ts'

const request = { branch: 'release', title: 'Release', body: 'What comes.' }

let root: string

/** A repository with an origin, and a `gh` that writes down what it is asked and knows of one open pull request or none. */
beforeEach(async () => {
  const place = await temporaryFolder()
  root = join(place, 'repository')
  await writeFiles(place, {
    'repository/file.txt': 'one\n',
    'bin/gh': `#!${process.execPath}
const { appendFileSync, existsSync } = require('node:fs')
const words = process.argv.slice(2)
appendFileSync('${place}/asked', JSON.stringify(words) + '\\n')
if (words[1] === 'list') console.log(existsSync('${place}/open') ? '[{"number":7}]' : '[]')
`,
  })
  await chmod(join(place, 'bin/gh'), 0o755)
  vi.stubEnv('PATH', `${join(place, 'bin')}${delimiter}${process.env.PATH}`)
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

function git(...args: string[]): Promise<string> {
  return run('git', args, { cwd: root })
}

async function asked(): Promise<string[][]> {
  const text = await readFile(join(root, '../asked'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

describe('a pull request that a script keeps in step', () => {
  it('is opened with what changed, and renewed the next time', async () => {
    await writeFiles(root, { 'file.txt': 'two\n', 'new.txt': 'new\n' })
    expect(await renewPullRequest(request, root)).toBe(true)
    expect(await git('ls-tree', '--name-only', 'origin/release')).toBe('file.txt\nnew.txt\n')
    expect((await asked()).map((words) => words.slice(0, 2).join(' '))).toEqual(['pr list', 'pr create'])

    await git('switch', '--quiet', 'main')
    await writeFiles(root, { 'file.txt': 'three\n', '../open': '' })
    expect(await renewPullRequest(request, root)).toBe(true)
    expect(await git('show', 'origin/release:file.txt')).toBe('three\n')
    expect(await git('ls-tree', '--name-only', 'origin/release')).toBe('file.txt\n')
    expect((await asked()).at(-1)).toEqual(['pr', 'edit', '7', '--title', 'Release', '--body', 'What comes.'])
  })

  it('is left alone where nothing changed', async () => {
    expect(await renewPullRequest(request, root)).toBe(false)
    expect(await asked()).toEqual([])
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
