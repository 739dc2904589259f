import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addition, narrowing, programs, removal, renaming } from './support/changes.ts'
import { type Downstream, makeDownstream } from './support/downstream.ts'
import { copyWithHistory, type RepositoryCopy } from './support/repository.ts'

const runtime = { '@driftless/runtime': 'packages/core/runtime' }
const stepflow = { 'stepflow-api': 'packages/clients/stepflow-api' }
const sdks = {
  'stepflow-client': 'packages/sdks/stepflow-client',
  'stepflow-runtime': 'packages/sdks/stepflow-runtime',
}
const openspawn = { openspawn: 'packages/clients/openspawn' }
const moving = { ...openspawn, ...stepflow, ...sdks }

/** Clients are compiled with their handlers for tests. */
const underClients = { ...runtime, '@driftless/testing': 'packages/core/testing' }

const gone = [
  "claim.ts(3): TS2322: Type '\"broadcast\"' is not assignable to type 'CreateChannelRequestType'.",
  "claim.ts(4): TS2339: Property 'claim' does not exist on type 'Tasks'.",
  "label-of-sdk.ts(3): TS2339: Property 'flowLabel' does not exist on type 'RunDetails'.",
  "label.ts(4): TS2339: Property 'flowLabel' does not exist on type 'RunSummary'.",
]

describe('an upgrade, from the routes of two servers to those who use their clients', () => {
  let repository: RepositoryCopy
  let downstream: Downstream
  const versions = new Map<string, string>()

  beforeAll(async () => {
    repository = await copyWithHistory()
    downstream = await makeDownstream(repository, programs)
  })
  afterAll(() => repository?.[Symbol.asyncDispose]())

  it('begins with a release of what stands here, which nothing has changed since', async () => {
    expect(await repository.gen('changeset')).toMatchObject({ code: 0 })
    expect(await repository.versionPackages()).toMatchObject({ code: 0 })
    await repository.commit('release')
    await rememberVersions()
    const { verdicts, unreleased } = await diff()
    expect(unreleased).toEqual([])
    expect(verdicts.map(({ api, bump }) => [api, bump])).toEqual([
      ['openspawn', 'none'],
      ['stepflow', 'none'],
    ])
    await downstream.install({ ...underClients, ...openspawn, ...stepflow, ...sdks })
    expect(await downstream.errors()).toEqual([
      expect.stringMatching(/^uptime\.ts\(2\): TS2339: Property 'uptimeSecs' does not exist/),
    ])
  })

  describe('a field more in a response', () => {
    it('is fetched from the changed server, and is in the client', async () => {
      await repository.edit(addition)
      expect(await update()).toEqual([
        'api        version  spec                   client',
        expect.stringMatching(/^openspawn {2}\d\S+ +in step {16}in step$/),
        expect.stringMatching(/^stepflow {3}\d\S+ +changed \(\+5 -0 lines\) {2}files: 4 changed$/),
      ])
    })

    it('is an addition in `diff`', async () => {
      const { verdicts } = await diff()
      expect(verdicts.map(summaryOf)).toEqual([
        ['openspawn', 'none', []],
        [
          'stepflow',
          'minor',
          ["minor response-property-added health.check: the response's `uptimeSecs` is new"],
        ],
      ])
    })

    it('asks for a minor changeset', async () => {
      await changesetIsWritten(['stepflow'], 'minor')
      const text = await repository.read('.changeset/spec-stepflow.md')
      expect(text).toBe(
        `${headOf({ ...stepflow, ...sdks }, 'minor')}\`stepflow-api\`: 1 addition.\n\n**Added**\n\n- \`health.check\`: the response's \`uptimeSecs\` is new\n`,
      )
    })

    it('moves the client and what shows it by a minor version', async () => {
      await versionsMove({ ...stepflow, ...sdks }, ['stepflow'], 'minor')
    })

    it('leaves every program of its users as it was', async () => {
      await downstream.install(stepflow)
      expect(await downstream.errors()).toEqual([])
    })
  })

  describe('a field that goes, an operation with another name, and a value that is taken no more', () => {
    it('are fetched from the changed servers, and change their clients', async () => {
      await repository.edit([...removal, ...renaming, ...narrowing])
      expect(await update()).toEqual([
        expect.stringMatching(/^api {8}version {2}spec +client$/),
        expect.stringMatching(/^openspawn {2}\d\S+ +changed \(\+\d+ -\d+ lines\) +files: \d+ changed$/),
        expect.stringMatching(/^stepflow {3}\d\S+ +changed \(\+0 -16 lines\) +files: 4 changed$/),
      ])
    })

    it('are breaks in `diff`, and nothing else is said', async () => {
      const { verdicts } = await diff(1)
      expect(verdicts.map(summaryOf)).toEqual([
        [
          'openspawn',
          'major',
          [
            'major request-enum-value-removed channels.create: the body\'s `type` no longer takes `"broadcast"`',
            'major function-renamed tasks.claim: its function `claimTask` is now `takeTask`',
            'major method-renamed tasks.claim: is now `tasks.take`',
          ],
        ],
        [
          'stepflow',
          'major',
          [
            "major response-property-removed runs.get: the response's `flowLabel` is gone",
            'major response-property-removed type RunSummary: `flowLabel` is gone in responses; seen by `runs.cancel` and `runs.list`',
          ],
        ],
      ])
    })

    it('ask for major changesets, which show the old call beside the new one', async () => {
      await changesetIsWritten(['openspawn', 'stepflow'], 'major')
      const ofOpenspawn = await repository.read('.changeset/spec-openspawn.md')
      expect(ofOpenspawn.startsWith(headOf(openspawn, 'major'))).toBe(true)
      expect(ofOpenspawn).toContain('  Before:\n\n  ```ts\n  await client.tasks.claim(')
      expect(ofOpenspawn).toContain('  Now:\n\n  ```ts\n  await client.tasks.take(')
      expect(ofOpenspawn).toContain('    type: "task" | "agent" | "broadcast" | "general",\n')
      expect(ofOpenspawn).toContain('    type: "task" | "agent" | "general",\n')
      const ofStepflow = await repository.read('.changeset/spec-stepflow.md')
      expect(ofStepflow.startsWith(headOf({ ...stepflow, ...sdks }, 'major'))).toBe(true)
      expect(ofStepflow).toContain("\n- `runs.get`: the response's `flowLabel` is gone\n")
    })

    it('move the clients and what shows them by a major version', async () => {
      await versionsMove(moving, ['openspawn', 'stepflow'], 'major')
      expect(await repository.read('packages/clients/openspawn/CHANGELOG.md')).toContain(
        'await client.tasks.take(',
      )
    })

    it('stop the programs that use what is gone, where they use it, and no others', async () => {
      await downstream.install(moving)
      expect(await downstream.errors()).toEqual(gone)
    })
  })

  async function rememberVersions() {
    for (const [name, folder] of Object.entries(moving)) versions.set(name, await repository.version(folder))
  }

  async function update(): Promise<string[]> {
    const { code, stdout, stderr } = await repository.gen('update-spec', '--generate')
    expect(code, stderr).toBe(0)
    return stdout.trimEnd().split('\n')
  }

  async function diff(failure = 0): Promise<{ verdicts: Verdict[]; unreleased: string[] }> {
    const { code, stdout, stderr } = await repository.gen('diff', '--json', '--fail-on', 'major')
    expect(code, stderr).toBe(failure)
    return JSON.parse(stdout)
  }

  /** `check` asks for the changesets of some APIs; `changeset` writes them, once. */
  async function changesetIsWritten(apis: readonly string[], bump: Bump) {
    const checked = await repository.gen('check', '--changesets')
    expect(checked.code).toBe(1)
    expect(checked.stdout).toMatch(new RegExp(`^Fix: pnpm gen changeset ${apis.join(' ')}\n`))
    for (const api of apis) {
      const missing = `  missing      .changeset/spec-${api}.md  (${packagesOf(api).join(', ')}: ${bump})`
      expect(checked.stdout).toContain(missing)
    }
    expect(await writtenChangesets()).toEqual(apis.map((api) => `${api} ${bump} written`))
    const before = await repository.uncommitted()
    expect(await writtenChangesets()).toEqual(apis.map((api) => `${api} ${bump} in step`))
    expect(await repository.uncommitted()).toBe(before)
  }

  async function writtenChangesets(): Promise<string[]> {
    const { code, stdout } = await repository.gen('changeset')
    expect(code).toBe(0)
    const rows = stdout.matchAll(/^(\S+) +(\S+) .*\.changeset\/spec-\S+\.md \((.*)\)$/gm)
    return [...rows].map(([, api, bump, written]) => `${api} ${bump} ${written}`)
  }

  /** `version-packages` moves these packages, and no others, writes what changed, and leaves nothing to do. */
  async function versionsMove(packages: Readonly<Record<string, string>>, apis: string[], bump: Bump) {
    const { code, stdout, stderr } = await repository.versionPackages()
    expect(code, stderr).toBe(0)
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/).join(' '))
    const moved = Object.keys(packages).map((name) => {
      const version = versions.get(name) ?? ''
      return `${name} ${version} ${next(version, bump)}`
    })
    const released = apis.map((api) => `schemas/${api}/released/ is what is released now.`)
    expect(rows).toEqual(['package from to', ...moved, ...released])
    await rememberVersions()
    for (const [name, folder] of Object.entries(packages)) {
      const title = bump === 'major' ? 'Major' : 'Minor'
      expect(await repository.read(`${folder}/CHANGELOG.md`)).toMatch(
        new RegExp(
          `^# ${name}\n\n## ${versions.get(name)}\n\n### ${title} Changes\n\n- \\w+: \`${clientOf(name)}\`: `,
        ),
      )
    }
    expect(await repository.gen('check', '--changesets')).toMatchObject({ code: 0 })
    await repository.commit('release')
  }
})

type Bump = 'minor' | 'major'

interface Verdict {
  readonly api: string
  readonly bump: string
  readonly changes: readonly { bump: string; code: string; subject: string; message: string }[]
}

function summaryOf({ api, bump, changes }: Verdict) {
  return [
    api,
    bump,
    changes.map((change) => `${change.bump} ${change.code} ${change.subject}: ${change.message}`),
  ]
}

function packagesOf(api: string): string[] {
  return Object.keys(api === 'openspawn' ? openspawn : { ...stepflow, ...sdks })
}

function clientOf(name: string): string {
  return name === 'openspawn' ? name : 'stepflow-api'
}

function headOf(packages: Readonly<Record<string, string>>, bump: Bump): string {
  const lines = Object.keys(packages).map((name) => `"${name}": ${bump}\n`)
  return `---\n${lines.join('')}---\n\n`
}

/** The version after one: a break of 0.x makes 1.0.0. */
function next(version: string, bump: Bump): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return bump === 'major' ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`
}
