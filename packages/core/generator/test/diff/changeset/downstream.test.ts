import { describe, expect, it } from 'vitest'
import { packagesThatShow } from '../../../src/diff/changeset/downstream.ts'
import type { Workshop } from '../../../src/project/workshop.ts'
import { makeWorkshop, write } from '../../project/support/workshop.ts'

/** A workshop with packages that depend on others, each given by its modules. */
function workshopWith(
  packages: Record<string, { uses: string[]; modules: Record<string, string>; private?: true }>,
): Workshop {
  const workshop = makeWorkshop()
  for (const [name, { uses, modules, ...rest }] of Object.entries(packages)) {
    const manifest = {
      name,
      version: '1.0.0',
      ...rest,
      exports: { '.': { '@driftless/source': './src/index.ts', default: './dist/index.js' } },
      dependencies: Object.fromEntries(uses.map((used) => [used, 'workspace:^'])),
    }
    const files = Object.entries(modules).map(([path, text]) => [`packages/sdks/${name}/src/${path}`, text])
    write(workshop.root, {
      ...Object.fromEntries(files),
      [`packages/sdks/${name}/package.json`]: JSON.stringify(manifest),
    })
  }
  return workshop
}

const pets = ['pets-api']

describe('packages that show a client to their users', () => {
  it.each([
    ['exports from it', { 'index.ts': `export { PetsApi } from 'pets-api'` }],
    ['exports from one of its subpaths', { 'index.ts': `export * from 'pets-api/types'` }],
    [
      'mentions it in a signature',
      {
        'index.ts': `import type { Pet } from 'pets-api'\nexport function first(): Pet | undefined { return }`,
      },
    ],
    ['mentions it by an import type', { 'index.ts': `export declare const pet: import('pets-api').Pet` }],
    [
      'exports a module that does, by its compiled name',
      {
        'index.ts': `export { first } from './deep/first.js'`,
        'deep/first.ts': `import type { Pet } from 'pets-api'\nexport declare const first: Pet`,
      },
    ],
  ])('one that %s', async (_case, modules) => {
    const workshop = workshopWith({ sdk: { uses: pets, modules } })
    expect(await packagesThatShow(workshop, 'pets-api')).toEqual(['sdk'])
  })

  it.each([
    [
      'only calls it',
      {
        'index.ts': `import { PetsApi } from 'pets-api'\nexport function count(): number { return PetsApi.length }`,
      },
    ],
    [
      'mentions it in a module that it does not export',
      { 'index.ts': `import './inner.ts'`, 'inner.ts': `import { PetsApi } from 'pets-api'\nPetsApi()` },
    ],
    ['mentions one of a similar name', { 'index.ts': `export { x } from 'pets-api-extras'` }],
  ])('not one that %s', async (_case, modules) => {
    const workshop = workshopWith({ sdk: { uses: pets, modules } })
    expect(await packagesThatShow(workshop, 'pets-api')).toEqual([])
  })

  it('those that show such a package in turn, and none that is private', async () => {
    const workshop = workshopWith({
      app: { uses: ['sdk'], modules: { 'index.ts': `export type { Sdk } from 'sdk'` } },
      sdk: { uses: pets, modules: { 'index.ts': `export type { Pet as Sdk } from 'pets-api'` } },
      server: { uses: pets, modules: { 'index.ts': `export * from 'pets-api'` }, private: true },
      tool: {
        uses: ['sdk'],
        modules: { 'index.ts': `import { Sdk } from 'sdk'\nexport const n: number = Sdk` },
      },
    })
    expect(await packagesThatShow(workshop, 'pets-api')).toEqual(['app', 'sdk'])
  })

  const shows = `export { PetsApi } from 'pets-api'`
  const calls = `import { PetsApi } from 'pets-api'\nPetsApi()`
  const built = './dist/index.js'

  it.each([
    ['built files only, with sources', { exports: { '.': built } }, { 'src/index.ts': shows }, true],
    ['built files only, by a main file', { main: built }, { 'src/index.ts': shows }, true],
    ['built files only, and calls it', { exports: built }, { 'src/index.ts': calls }, false],
    [
      'built declarations',
      { exports: { '.': { types: './dist/index.d.ts', default: built } } },
      { 'dist/index.d.ts': `export * from './deep.js'`, 'dist/deep.d.ts': shows },
      true,
    ],
    [
      'built declarations, and calls it',
      { exports: built, types: 'dist/index.d.ts' },
      { 'dist/index.d.ts': 'export declare const one: number' },
      false,
    ],
    ['nothing that says what it declares', { exports: { '.': built } }, {}, true],
    [
      'another entry that is declared nowhere',
      { exports: { '.': './src/index.ts', './more': './dist/more.js' } },
      { 'src/index.ts': calls },
      true,
    ],
    [
      'a pattern of entries',
      { exports: { './*': './src/*.ts' } },
      { 'src/one.ts': calls, 'src/deep/two.ts': shows },
      true,
    ],
    [
      'modules that are imported without an ending',
      { exports: './src/index.ts' },
      { 'src/index.ts': `export * from './deep'`, 'src/deep/index.ts': shows },
      true,
    ],
    [
      'an import that leads nowhere',
      { exports: './src/index.ts' },
      { 'src/index.ts': `export * from '#deep'` },
      true,
    ],
    [
      'data beside its code',
      { exports: { '.': './src/index.ts', './package.json': './package.json' } },
      { 'src/index.ts': calls },
      false,
    ],
  ])('one that names %s', async (_case, exports, files, isShown) => {
    const workshop = makeWorkshop()
    const manifest = { name: 'sdk', version: '1.0.0', dependencies: { 'pets-api': '^1' }, ...exports }
    const inFolder = Object.entries(files).map(([path, text]) => [`packages/sdks/sdk/${path}`, text])
    write(workshop.root, {
      'packages/sdks/sdk/package.json': JSON.stringify(manifest),
      ...Object.fromEntries(inFolder),
    })
    expect(await packagesThatShow(workshop, 'pets-api')).toEqual(isShown ? ['sdk'] : [])
  })

  it('says which package.json it cannot read', async () => {
    const workshop = makeWorkshop()
    write(workshop.root, { 'packages/sdks/sdk/package.json': '{' })
    await expect(packagesThatShow(workshop, 'pets-api')).rejects.toThrow(
      /packages\/sdks\/sdk\/package\.json is not valid JSON/,
    )
  })
})
