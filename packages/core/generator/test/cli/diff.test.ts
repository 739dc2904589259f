import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { currentRelease, writeRelease } from '../../src/diff/release/index.ts'
import { canonicalDocument } from '../../src/document/build.ts'
import { stableJson } from '../../src/document/json-text.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { baseDocument } from '../diff/table/base.ts'
import { type Edit, edited } from '../diff/table/row.ts'
import { contents } from '../project/support/snapshot.ts'
import { apiFiles, makeWorkshop, write } from '../project/support/workshop.ts'

const gen = fileURLToPath(new URL('../../../../../scripts/gen.ts', import.meta.url))

/** Runs `pnpm gen diff` as a person would, in a repository of its own. */
function diff(workshop: Workshop, ...args: string[]): SpawnSyncReturns<string> {
  const { INIT_CWD: _, ...env } = process.env
  return spawnSync(process.execPath, ['--conditions=@driftless/source', gen, 'diff', ...args], {
    cwd: workshop.root,
    encoding: 'utf8',
    env: { ...env, CI: 'true' },
  })
}

/** As it is stored: canonical. */
function text(edits: readonly Edit[]): string {
  const source = { text: JSON.stringify(edited(baseDocument('3.1'), edits)), file: 'openapi.json' }
  return stableJson(canonicalDocument(source).json)
}

const store = (workshop: Workshop, edits: readonly Edit[]) =>
  write(workshop.root, { 'schemas/work/openapi.json': text(edits) })

/** A repository whose only API has been released as the base document says. */
async function released(): Promise<Workshop> {
  const workshop = makeWorkshop(['work'], text([]))
  await writeRelease(workshop, 'work', await currentRelease(workshop, 'work'))
  return workshop
}

const gone: Edit = ['components schemas Owner properties email']
const added: Edit = [
  'paths /tasks/{id}/claim post responses 200 content application/json schema properties at',
  { type: 'string' },
]

describe('pnpm gen diff', () => {
  test('says both verdicts, then each change with its code and both places; writes nothing', async () => {
    const workshop = await released()
    store(workshop, [gone, added])
    const before = contents(workshop.root)
    const { stdout, status } = diff(workshop)
    expect(status).toBe(0)
    const [head, ...lines] = stdout.trimEnd().split('\n')
    expect(head).toBe('work-api 1.2.3: major (wire major, TypeScript surface major)')
    expect(lines[0]).toMatch(/^ {2}major {2}type Owner: `email` is gone in responses; seen by /)
    expect(lines[1]).toMatch(
      /^ {9}response-property-removed \(wire\) {2}schemas\/work\/released\/openapi\.json:\d+ → gone$/,
    )
    expect(stdout).toMatch(
      / {2}minor {2}tasks\.claim: the response's `at` is new\n.*new at schemas\/work\/openapi\.json:\d+/,
    )
    expect(contents(workshop.root)).toEqual(before)
  })

  test('says where calls go from now on, which no document says', async () => {
    const workshop = makeWorkshop(['work'], text([]))
    const configured = (config: string) => write(workshop.root, apiFiles('work', text([]), config))
    configured(`baseUrlVariable: 'WORK_URL', pathPrefix: '/api/v1', baseUrl: 'https://old.example'`)
    await writeRelease(workshop, 'work', await currentRelease(workshop, 'work'))
    expect(diff(workshop).stdout).toContain('Nothing changed for users.')
    configured(`baseUrlVariable: 'WORK', pathPrefix: '/api/v2', baseUrl: 'https://new.example'`)
    const { stdout, status } = diff(workshop, '--fail-on', 'major')
    expect(status).toBe(1)
    expect(stdout).toMatch(/^work-api 1\.2\.3: major \(wire major, TypeScript surface none\)\n/)
    expect(stdout).toMatch(
      / {2}major {2}WorkApi: puts `\/api\/v2` before every path; it was `\/api\/v1`\n {9}path-prefix-changed \(wire\) {2}schemas\/work\/released\/release\.json:\d+ → packages\/clients\/work-api\/src\/create-client\.ts:\d+\n/,
    )
    expect(stdout).toContain('calls `https://new.example` where nothing else names a base URL; it was')
    expect(stdout).toContain('from the variable `WORK` of the environment; it was `WORK_URL`')
  })

  test('says that nothing changed, that there was no release, and that one is lost', async () => {
    const workshop = await released()
    const same = diff(workshop, 'work')
    expect(same.stdout).toBe(
      'work-api 1.2.3: none (wire none, TypeScript surface none)\n  Nothing changed for users.\n',
    )
    const unreleased = makeWorkshop(['work'], text([]))
    const manifest = 'packages/clients/work-api/package.json'
    const lost = diff(unreleased)
    expect(lost.stderr).toMatch(/schemas\/work\/released\/ is missing, though \S+ is at 1\.2\.3/)
    expect(lost.status).toBe(1)
    const text0 = readFileSync(join(unreleased.root, manifest), 'utf8')
    write(unreleased.root, { [manifest]: text0.replace('1.2.3', '0.0.0') })
    const fresh = diff(unreleased)
    expect(fresh.stdout).toBe('work: has never been released; there is nothing to compare with.\n')
    expect([same.status, fresh.status]).toEqual([0, 0])
  })

  test('fails where versions must move too far', async () => {
    const workshop = await released()
    store(workshop, [added])
    const codes = [[], ['--fail-on', 'major'], ['--fail-on', 'minor']].map(
      (flags) => diff(workshop, ...flags).status,
    )
    expect(codes).toEqual([0, 0, 1])
  })

  test('prints JSON on stdout and annotations beside it', async () => {
    const workshop = await released()
    store(workshop, [gone])
    const { stdout, stderr } = diff(workshop, '--json', '--github')
    const { verdicts, unreleased } = JSON.parse(stdout)
    expect(unreleased).toEqual([])
    expect(verdicts).toMatchObject([{ api: 'work', bump: 'major', stale: [] }])
    expect(verdicts[0].changes[0]).toMatchObject({
      code: 'response-property-removed',
      subject: 'type Owner',
      old: { file: 'schemas/work/released/openapi.json' },
    })
    expect(stderr).toMatch(
      /^::error file=schemas\/work\/released\/openapi\.json,line=\d+,title=pnpm gen diff::major: type Owner: `email` is gone/m,
    )
  })

  test('accepts breaks by a line each, and refuses lines that match none', async () => {
    const workshop = await released()
    store(workshop, [gone])
    const accepted = 'schemas/accepted-breaks.txt'
    write(workshop.root, {
      [accepted]: '# ours\n',
    })
    const advice =
      / {2}To make a break without a major version, copy its line to schemas\/accepted-breaks\.txt, .*:\n {4}(.*--)\n$/
    const [, line] = advice.exec(diff(workshop).stdout) ?? []
    expect(line).toBe('work response-property-removed type Owner: `email` is gone in responses --')
    write(workshop.root, { [accepted]: `# ours\n${line} nobody reads it\n` })
    const fine = diff(workshop, '--fail-on', 'major')
    expect(fine.stdout).toContain('response-property-removed (wire, accepted: nobody reads it)')
    expect(fine.status).toBe(0)
    store(workshop, [])
    const stale = diff(workshop)
    expect(stale.stdout).toContain(
      `error  ${accepted}:2: no break is called "response-property-removed type Owner: \`email\` is gone in responses" any more; delete this line.`,
    )
    expect(stale.status).toBe(1)
    // They were accepted since the release; what is compared with something else need not hold them.
    const { stdout, status } = diff(workshop, 'work', '--old', 'schemas/work/openapi.json')
    expect([stdout, status]).toEqual([expect.not.stringContaining('delete this line'), 0])
  })

  test('compares two files of anybody, Swagger 2.0 too, and prints Markdown', () => {
    const workshop = makeWorkshop([])
    const swagger = (type: string) =>
      `swagger: '2.0'\ninfo: { title: Pets, version: '1' }\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      tags: [pets]\n      parameters:\n        - { in: query, name: limit, type: ${type} }\n      responses: { 204: { description: None. } }\n`
    write(workshop.root, { 'old.yaml': swagger('string'), 'new.yaml': swagger('integer') })
    const { stdout, status } = diff(workshop, '--old', 'old.yaml', '--new', 'new.yaml', '--markdown')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^### `api`: major\n\nWire \*\*major\*\*, TypeScript surface \*\*major\*\*\./)
    expect(stdout).toMatch(
      /- `pets\.list`: the query parameter `limit` must now be an integer; it could be a string <sub>`request-type-narrowed`, old\.yaml:9 → new\.yaml:9<\/sub>/,
    )
  })

  test('applies the overlay of an API before it compares a file with its release', async () => {
    const workshop = await released()
    write(workshop.root, {
      'new.json': text([added]),
      'schemas/work/overlay.yaml': `overlay: 1.0.0\ninfo: { title: Less, version: '1' }\nactions:\n  - target: $.paths['/tasks/{id}/claim']\n    remove: true\n`,
    })
    const { stdout } = diff(workshop, 'work', '--new', 'new.json')
    expect(stdout).toMatch(/major {2}tasks\.claim: is gone/)
    expect(readFileSync(join(workshop.root, 'schemas/work/openapi.json'), 'utf8')).toBe(text([]))
  })

  test.each([
    [['dogs'], 2, /Unknown API "dogs" \(known: work\)/],
    [['--fail-on', 'patch'], 2, /--fail-on takes major or minor, not "patch"/],
    [['--json', '--markdown'], 2, /--json and --markdown are two forms of one output/],
    [['--old', 'x.json', '--against', 'main'], 2, /--against names a commit to compare with/],
    [['--new', ''], 2, /--new needs the file or URL of a document/],
    [['--against', ''], 2, /--against needs a tag, a branch or a hash/],
    [['--old', 'nothing.json', '--new', 'schemas/work/openapi.json'], 1, /nothing\.json does not exist/],
    [['--old', 'pnpm-workspace.yaml', '--new', 'schemas/work/openapi.json'], 1, /pnpm-workspace\.yaml/],
    [['work', '--against', 'v9.9.9'], 1, /is in no git repository|git knows no commit "v9\.9\.9"/],
  ])('%j exits %i', (args, code, message) => {
    const { stderr, status } = diff(makeWorkshop(['work'], text([])), ...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^ {4}at /m)
    expect(status).toBe(code)
  })
})
