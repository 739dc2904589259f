import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkCommand } from '../../../src/cli/check-command.ts'
import { changesetCommand, versionPackagesCommand } from '../../../src/cli/release-commands.ts'
import type { Workshop } from '../../../src/project/workshop.ts'
import { generated } from '../../project/support/check.ts'
import { fingerprints } from '../../project/support/snapshot.ts'
import { write } from '../../project/support/workshop.ts'
import { testContext } from './support/context.ts'
import { change, type FakeComparison, fakeComparison } from './support/releases.ts'

const file = '.changeset/spec-pets.md'
const breaking = change('major', 'type Pet', '`name` is gone')
const addition = change('minor', 'pets.list', 'may be asked for by `color`')
const sdk = {
  'packages/sdks/pets/package.json': JSON.stringify({
    name: 'pets-sdk',
    version: '4.5.6',
    exports: { '.': { '@driftless/source': './src/index.ts', default: './dist/index.js' } },
    dependencies: { 'pets-api': 'workspace:^' },
  }),
  'packages/sdks/pets/src/index.ts': `export { PetsApi } from 'pets-api'\n`,
}

let workshop: Workshop

beforeEach(async () => {
  workshop = await generated()
})

function setVersion(version: string): void {
  const path = 'packages/clients/pets-api/package.json'
  const manifest = JSON.parse(readFileSync(join(workshop.root, path), 'utf8'))
  write(workshop.root, { [path]: JSON.stringify({ ...manifest, version }) })
}

async function gen(comparison: FakeComparison, ...names: string[]): Promise<string> {
  const context = testContext()
  expect(await changesetCommand(workshop, names, context, comparison)).toBe(0)
  return context.lines.join('\n')
}

async function check(
  comparison: FakeComparison,
  ...names: string[]
): Promise<{ code: number; text: string }> {
  const context = testContext()
  const code = await checkCommand(workshop, names, { changesets: true }, context, comparison)
  return { code, text: context.lines.join('\n') }
}

function text(): string {
  return readFileSync(join(workshop.root, file), 'utf8')
}

describe('gen changeset', () => {
  it('calls what was never released a first release, and a minor one', async () => {
    write(workshop.root, sdk)
    setVersion('0.0.0')
    expect(await gen(fakeComparison([], false))).toMatch(/pets +minor +pets-api, pets-sdk +.*\(written\)/)
    expect(text()).toBe('---\n"pets-api": minor\n"pets-sdk": minor\n---\n\n`pets-api`: First release.\n')
  })

  it('gives packages that show the client the same bump, in the same file', async () => {
    write(workshop.root, sdk)
    await gen(fakeComparison([breaking]))
    expect(text()).toMatch(
      /^---\n"pets-api": major\n"pets-sdk": major\n---\n\n`pets-api`: 1 breaking change\./,
    )
  })

  it('changes nothing when it runs again, hand-written changesets included', async () => {
    write(workshop.root, { '.changeset/brave-cats.md': '---\n"pets-api": patch\n---\n\nBy hand.\n' })
    const comparison = fakeComparison([addition])
    await gen(comparison)
    const before = fingerprints(workshop.root)
    expect(await gen(comparison)).toContain('(in step)')
    expect(fingerprints(workshop.root)).toEqual(before)
  })

  it('follows what changed meanwhile, and leaves no file where nothing is left of it', async () => {
    const hand = '---\n"pets-api": patch\n---\n\nBy hand.\n'
    write(workshop.root, { '.changeset/brave-cats.md': hand })
    const comparison = fakeComparison([addition])
    await gen(comparison)
    comparison.changes = [addition, breaking]
    await gen(comparison)
    expect(text()).toContain('1 breaking change, 1 addition.')
    comparison.changes = []
    expect(await gen(comparison)).toContain('(removed)')
    expect(existsSync(join(workshop.root, file))).toBe(false)
    expect(readFileSync(join(workshop.root, '.changeset/brave-cats.md'), 'utf8')).toBe(hand)
    expect(await gen(comparison)).toMatch(/pets +none +- +-$/m)
  })

  it('removes the changeset of an API that is no longer here', async () => {
    write(workshop.root, {
      '.changeset/spec-birds.md': '---\n"birds-api": minor\n---\n\n`birds-api`: First release.\n',
    })
    const comparison = fakeComparison()
    expect(await check(comparison)).toMatchObject({ code: 1, text: /left over +\.changeset\/spec-birds\.md/ })
    expect((await check(comparison)).text).toMatch(/^Fix: pnpm gen changeset\n/)
    expect((await check(comparison, 'pets')).code).toBe(0)
    await gen(comparison)
    expect(existsSync(join(workshop.root, '.changeset/spec-birds.md'))).toBe(false)
  })

  it('leaves what people wrote under such a name, and never writes over it', async () => {
    const hand = '---\n"pets-api": patch\n---\n\nTidied up.\n'
    write(workshop.root, { '.changeset/spec-cleanup.md': hand })
    const comparison = fakeComparison([addition])
    await gen(comparison)
    expect(readFileSync(join(workshop.root, '.changeset/spec-cleanup.md'), 'utf8')).toBe(hand)
    expect((await check(comparison)).code).toBe(0)
    write(workshop.root, { [file]: hand })
    await expect(gen(comparison)).rejects.toThrow(
      /^\.changeset\/spec-pets\.md was written by hand: its name is kept for `pnpm gen changeset`; give it another one\.$/,
    )
    expect(text()).toBe(hand)
    expect(await check(comparison)).toEqual({
      code: 1,
      text: `changesets: out of step\n  written by hand  ${file}  (its name is kept for \`pnpm gen changeset\`; give it another one)`,
    })
  })

  it('writes over its own one that two branches changed, and git has not merged', async () => {
    const comparison = fakeComparison([addition])
    await gen(comparison)
    const right = text()
    write(workshop.root, { [file]: `<<<<<<< ours\n${right}=======\n${right}>>>>>>> theirs\n` })
    await gen(comparison)
    expect(text()).toBe(right)
  })

  it('refuses accepted breaks that match nothing, with their places', async () => {
    const position = { file: 'schemas/accepted-breaks.txt', line: 3 }
    const stale = [{ api: 'pets', what: 'gone type Dog: `x` is gone', reason: 'old', position }]
    const comparison = fakeComparison([addition])
    const compare = async (...args: Parameters<FakeComparison['compare']>) => ({
      ...(await comparison.compare(...args)),
      stale,
    })
    const command = changesetCommand(workshop, [], testContext(), { ...comparison, compare })
    await expect(command).rejects.toThrow(
      /match nothing that changed:\n {2}schemas\/accepted-breaks\.txt:3: no break is called "gone type Dog: `x` is gone" any more; delete/,
    )
  })
})

describe('what is kept of the last release', () => {
  it.each([
    [
      'is gone',
      '1.2.3',
      false,
      /^schemas\/pets\/released\/ is missing, though packages\/clients\/pets-api\/package\.json is at 1\.2\.3: .*`git checkout -- schemas\/pets\/released` restores it/,
    ],
    [
      'is of another version than the client',
      '2.0.0',
      true,
      /package\.json is at 2\.0\.0, but schemas\/pets\/released\/ is version 1\.2\.3: `pnpm version-packages` was interrupted.* Go back with git: `git restore \.`/,
    ],
  ])('is refused where it %s', async (_case, version, isReleased, message) => {
    setVersion(version)
    const comparison = fakeComparison([breaking], isReleased)
    const before = fingerprints(workshop.root)
    await expect(gen(comparison)).rejects.toThrow(message)
    await expect(check(comparison)).rejects.toThrow(message)
    await expect(versionPackagesCommand(workshop, testContext(), comparison)).rejects.toThrow(message)
    expect(fingerprints(workshop.root)).toEqual(before)
  })
})

describe('gen check --changesets', () => {
  it('is content with what gen changeset wrote, and writes nothing', async () => {
    const comparison = fakeComparison([breaking])
    await gen(comparison)
    const before = fingerprints(workshop.root)
    expect(await check(comparison)).toEqual({
      code: 0,
      text: 'pets: in step (2 operations, 8 files)\nchangesets: in step',
    })
    expect(fingerprints(workshop.root)).toEqual(before)
  })

  it.each([
    [
      'missing',
      () => rmSync(join(workshop.root, file)),
      /missing +\S+spec-pets\.md {2}\(pets-api, pets-sdk: major\)/,
    ],
    [
      'too small',
      () => write(workshop.root, { [file]: text().replace('"pets-api": major', '"pets-api": minor') }),
      /too small +\S+spec-pets\.md {2}\(pets-api is to be major, not minor\)/,
    ],
    [
      'silent about a package',
      () => write(workshop.root, { [file]: text().replace('"pets-sdk": major\n', '') }),
      /too small .*\(pets-sdk is to be major, not left out\)/,
    ],
    [
      'out of date',
      () => write(workshop.root, { [file]: text().replace('is gone', 'is better') }),
      /out of date +\S+spec-pets\.md/,
    ],
    [
      'no changeset at all',
      () => write(workshop.root, { [file]: '---\n"pets-api": huge\n---\n' }),
      /out of date .*\(it cannot be read as a changeset\)/,
    ],
  ])('fails where one is %s, the fix first', async (_case, spoil, message) => {
    write(workshop.root, sdk)
    const comparison = fakeComparison([breaking])
    await gen(comparison)
    spoil()
    const { code, text: said } = await check(comparison)
    expect(code).toBe(1)
    expect(said).toMatch(/^Fix: pnpm gen changeset pets\n\nchangesets: out of step\n/)
    expect(said).toMatch(message)
    await gen(comparison)
    expect((await check(comparison)).code).toBe(0)
  })

  it.each([
    ['no head', 'By hand.\n', /unreadable +\S+brave-cats\.md {2}\(it begins with no list of packages; write/],
    ['a broken head', '---\n"pets-api: minor\n---\n\nBy hand.\n', /unreadable +\S+brave-cats\.md/],
    [
      'an unknown package',
      '---\n"pets": minor\n---\n\nBy hand.\n',
      /unknown package +\S+brave-cats\.md {2}\(no package "pets" is released from here; correct the name, or/,
    ],
    [
      'an unknown bump',
      '---\n"pets-api": huge\n---\n\nBy hand.\n',
      /unknown bump +\S+brave-cats\.md {2}\(pets-api cannot move by "huge"; write major, minor, patch or none\)/,
    ],
    [
      'a private package',
      '---\n"tool": minor\n---\n\nBy hand.\n',
      /unknown package +\S+brave-cats\.md {2}\(no package "tool" is released/,
    ],
  ])('fails where one that a person wrote has %s, before anything moves', async (_case, hand, message) => {
    write(workshop.root, {
      '.changeset/brave-cats.md': hand,
      '.changeset/config.json': '{ "privatePackages": false }',
      'packages/sdks/tool/package.json': '{ "name": "tool", "version": "1.0.0", "private": true }',
    })
    const comparison = fakeComparison()
    const { code, text: said } = await check(comparison)
    expect(code).toBe(1)
    expect(said).toMatch(/^changesets: out of step\n/)
    expect(said).toMatch(message)
    await expect(versionPackagesCommand(workshop, testContext(), comparison)).rejects.toThrow(
      /^Correct what people wrote first: \.changeset\/brave-cats\.md: /,
    )
  })

  it('is content with one of nothing', async () => {
    write(workshop.root, { '.changeset/brave-cats.md': '---\n---\n\nNothing to release.\n' })
    expect((await check(fakeComparison())).code).toBe(0)
  })

  it('fails where one is left over', async () => {
    const comparison = fakeComparison([breaking])
    await gen(comparison)
    comparison.changes = []
    expect(await check(comparison)).toMatchObject({ code: 1, text: /left over +\.changeset\/spec-pets\.md/ })
  })

  it('says so to machines and to GitHub too', async () => {
    const context = testContext()
    const flags = { changesets: true, json: true, github: true }
    expect(await checkCommand(workshop, [], flags, context, fakeComparison([addition]))).toBe(1)
    const [json = '', ...annotations] = context.lines
    expect(JSON.parse(json)).toMatchObject({
      inStep: false,
      fix: 'pnpm gen changeset pets',
      changesets: [{ api: 'pets', file, kind: 'missing', message: 'pets-api: minor' }],
    })
    expect(annotations).toEqual([
      `::error file=${file},title=pnpm gen check::missing: pets-api: minor; fix: pnpm gen changeset pets`,
    ])
  })

  it('asks for the client first, where that is out of step', async () => {
    write(workshop.root, { 'packages/clients/pets-api/README.md': 'by hand\n' })
    const { code, text: said } = await check(fakeComparison([breaking]))
    expect(code).toBe(1)
    expect(said).toMatch(/^Fix: pnpm gen generate pets\n/)
  })
})
