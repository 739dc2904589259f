import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nameApi } from '../../src/project/scaffold/api-names.ts'
import { removeApi } from '../../src/project/scaffold/remove-api.ts'
import { serverAddress } from '../../src/project/scaffold/server-address.ts'
import { refuseTakenNames } from '../../src/project/scaffold/taken-names.ts'
import { unsavedFiles } from '../../src/project/scaffold/unsaved-files.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { fakePipeline } from './support/pipeline.ts'
import { makeWorkshop, write } from './support/workshop.ts'

/** A repository of clients, all of it committed. */
function committed(): Workshop {
  const workshop = makeWorkshop()
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workshop.root })
  git('init', '--quiet')
  git('add', '--all')
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message=Start')
  return workshop
}

describe('where an API is', () => {
  const at = (url: string) => ({ servers: [{ url }] })
  it.each([
    [
      'its server',
      at('https://pets.test/v1/'),
      undefined,
      { baseUrl: 'https://pets.test/v1', pathPrefix: '/v1' },
    ],
    ['a server of this machine', at('http://localhost:8080/v1'), undefined, { pathPrefix: '/v1' }],
    ['a server of a network', at('http://10.0.0.7'), undefined, {}],
    [
      'the address of its document',
      at('/v2'),
      'https://pets.test/openapi.json',
      { baseUrl: 'https://pets.test/v2', pathPrefix: '/v2' },
    ],
    ['its document alone', {}, 'https://pets.test/docs/openapi.json', { baseUrl: 'https://pets.test' }],
    [
      'a server with variables',
      { servers: [{ url: 'https://{place}.pets.test', variables: { place: { default: 'eu' } } }] },
      undefined,
      { baseUrl: 'https://eu.pets.test' },
    ],
  ])('is said by %s', (_what, document, fetchedFrom, address) => {
    expect(serverAddress(document, fetchedFrom)).toEqual(address)
  })
})

describe('the names of a new API', () => {
  it.each([
    [
      { name: 'pet-store' },
      { package: 'pet-store-api', client: 'PetStoreApi', baseUrlVariable: 'PET_STORE_URL' },
    ],
    [{ name: 'pets-api' }, { package: 'pets-api', client: 'PetsApi' }],
    [
      { name: 'pets', package: '@acme/pet-shop' },
      { package: '@acme/pet-shop', client: 'PetShop' },
    ],
  ])('%j', (names, expected) => {
    expect(nameApi(names)).toMatchObject(expected)
  })

  it('are refused where something else has them', async () => {
    const workshop = makeWorkshop()
    write(workshop.root, { 'packages/sdks/shop/package.json': '{ "name": "pet-shop" }' })
    const taken = (names: Parameters<typeof nameApi>[0]) => refuseTakenNames(workshop, nameApi(names))
    await expect(taken({ name: 'pets' })).rejects.toThrow(/^schemas\/pets exists already/)
    await expect(taken({ name: 'dogs', package: 'pets-api' })).rejects.toThrow(
      /^packages\/clients\/pets-api exists already/,
    )
    await expect(taken({ name: 'dogs', package: 'pet-shop' })).rejects.toThrow(
      /that of packages\/sdks\/shop\/package\.json already/,
    )
    await taken({ name: 'dogs' })
  })
})

describe('an API that is taken out', () => {
  it('takes its folders and its changeset along, where that is confirmed', async () => {
    const workshop = committed()
    write(workshop.root, {
      '.changeset/spec-pets.md': '---\n"pets-api": minor\n---\n\n`pets-api`: First release.\n',
    })
    const asked: (readonly string[])[] = []
    const confirm = (answer: boolean) => async (folders: readonly string[]) => {
      asked.push(folders)
      return answer
    }
    const pipeline = fakePipeline()
    const all = ['schemas/pets', 'packages/clients/pets-api', '.changeset/spec-pets.md']
    expect(await removeApi(workshop, 'pets', { pipeline, confirm: confirm(false) })).toEqual([])
    expect(existsSync(join(workshop.root, 'schemas/pets'))).toBe(true)
    expect(await removeApi(workshop, 'pets', { pipeline, confirm: confirm(true) })).toEqual(all)
    expect(asked).toEqual([all, all])
    expect(all.filter((path) => existsSync(join(workshop.root, path)))).toEqual([])
  })

  it.each(['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'])(
    'stays where a package names it in %s',
    async (group) => {
      const workshop = committed()
      const manifest = { name: 'shop', [group]: { 'pets-api': 'workspace:^' } }
      write(workshop.root, { 'packages/sdks/shop/package.json': JSON.stringify(manifest) })
      await expect(removeApi(workshop, 'pets', { pipeline: fakePipeline(), force: true })).rejects.toThrow(
        'pets-api is a dependency in packages/sdks/shop/package.json; take it out there first.',
      )
      expect(existsSync(join(workshop.root, 'schemas/pets'))).toBe(true)
    },
  )

  it('knows what people wrote and git does not have', async () => {
    const workshop = committed()
    write(workshop.root, {
      'schemas/pets/openapi.json': '{}',
      'schemas/pets/overlay.yaml': 'overlay: 1.0.0\n',
      'packages/clients/pets-api/src/new/index.ts': '',
      'packages/clients/pets-api/test/new/mine.ts': '',
      'packages/clients/pets-api/CHANGELOG.md': 'changed\n',
    })
    const folders = ['schemas/pets', 'packages/clients/pets-api']
    expect((await unsavedFiles(workshop, 'pets-api', folders)).sort()).toEqual([
      'packages/clients/pets-api/CHANGELOG.md',
      'packages/clients/pets-api/test/new/mine.ts',
      'schemas/pets/overlay.yaml',
    ])
  })
})
