import { describe, expect, test } from 'vitest'
import { compareReleases } from '../../src/diff/compare.ts'
import { codeHash } from '../../src/diff/release/code.ts'
import { connectionIn } from '../../src/diff/release/connection.ts'
import type { Connection, Release, Setting, Verdict } from '../../src/diff/types.ts'

type Texts = Partial<Record<keyof Connection, string>>

const setting = (value: string, line: number): Setting => ({
  value,
  position: { file: 'create-client.ts', line },
})

function release({ baseUrl, baseUrlVariable, pathPrefix }: Texts, line: number, code = 'same'): Release {
  return {
    api: 'pets',
    package: 'pets-api',
    version: '1.0.0',
    client: 'PetsApi',
    document: {},
    documentFile: 'openapi.json',
    documentText: '{}',
    operations: [],
    connection: {
      ...(baseUrl !== undefined && { baseUrl: setting(baseUrl, line) }),
      ...(baseUrlVariable !== undefined && { baseUrlVariable: setting(baseUrlVariable, line) }),
      ...(pathPrefix !== undefined && { pathPrefix: setting(pathPrefix, line) }),
    },
    code,
    declarations: new Map(),
    declarationsFolder: 'src',
    usage: '',
  }
}

const nothing = { wire: async () => [], surface: async () => [] }

function compare(old: Release, next: Release): Promise<Verdict> {
  return compareReleases(old, next, [], nothing)
}

describe('where calls go', () => {
  test.each<[Texts, Texts, string]>([
    [
      { pathPrefix: '/v1' },
      { pathPrefix: '/v2' },
      'major path-prefix-changed PetsApi: puts `/v2` before every path; it was `/v1`',
    ],
    [
      { pathPrefix: '/v1' },
      {},
      'major path-prefix-changed PetsApi: no longer puts a prefix before paths; it was `/v1`',
    ],
    [
      {},
      { pathPrefix: '/v1' },
      'major path-prefix-changed PetsApi: puts `/v1` before every path; there was none',
    ],
    [
      { baseUrlVariable: 'PETS' },
      { baseUrlVariable: 'PETS_URL' },
      'major base-url-variable-changed PetsApi: takes its base URL from the variable `PETS_URL` of the environment; it was `PETS`',
    ],
    [
      { baseUrlVariable: 'PETS' },
      {},
      'major base-url-variable-changed PetsApi: takes its base URL from no variable any more; it was `PETS`',
    ],
    [
      {},
      { baseUrlVariable: 'PETS' },
      'minor base-url-variable-added PetsApi: also takes its base URL from the variable `PETS`',
    ],
    [
      { baseUrl: 'https://old.example' },
      { baseUrl: 'https://new.example' },
      'major base-url-changed PetsApi: calls `https://new.example` where nothing else names a base URL; it was `https://old.example`',
    ],
    [
      { baseUrl: 'https://old.example' },
      {},
      'major base-url-changed PetsApi: has no base URL of its own any more; it was `https://old.example`',
    ],
    [
      {},
      { baseUrl: 'https://new.example' },
      'minor base-url-added PetsApi: calls `https://new.example` where nothing else names a base URL',
    ],
  ])('%j → %j', async (before, after, said) => {
    const { bump, wire, surface, changes } = await compare(release(before, 3), release(after, 4))
    expect(changes.map((each) => `${each.bump} ${each.code} ${each.subject}: ${each.message}`)).toEqual([
      said,
    ])
    expect({ bump, wire, surface }).toEqual({ bump: changes[0]?.bump, wire: bump, surface: 'none' })
    expect(changes[0]?.old?.line).toBe(Object.keys(before).length === 0 ? undefined : 3)
    expect(changes[0]?.new?.line).toBe(Object.keys(after).length === 0 ? undefined : 4)
  })

  test('a base URL is the same with and without a slash or the prefix at its end', async () => {
    const [before, after] = [{ baseUrl: 'https://a.example/v1', pathPrefix: '/v1' }, { pathPrefix: '/v1' }]
    for (const baseUrl of ['https://a.example', 'https://a.example/', 'https://a.example/v1/'])
      expect((await compare(release(before, 1), release({ ...after, baseUrl }, 1))).changes).toEqual([])
  })

  test('is read out of the generated module, with its lines', async () => {
    const text = `const other = { pathPrefix: '/no' }\nconst defaults: ClientDefaults = {\n  api: 'pets-api',\n  pathPrefix: '/it\\'s',\n}\n`
    expect(await connectionIn(text, 'create-client.ts')).toEqual({ pathPrefix: setting("/it's", 4) })
    await expect(connectionIn('', 'create-client.ts')).rejects.toThrow('create-client.ts has no `defaults`')
  })
})

describe('code that is another one', () => {
  test('is a patch where nothing else has changed', async () => {
    const { bump, changes } = await compare(release({}, 1, 'old'), release({}, 1, 'new'))
    expect(bump).toBe('patch')
    expect(changes).toMatchObject([{ code: 'code-changed', subject: 'PetsApi' }])
  })

  test('is not told beside another change, nor of another document, which other code follows from', async () => {
    const [old, next] = [release({}, 1, 'old'), release({ pathPrefix: '/v1' }, 1, 'new')]
    expect((await compare(old, next)).changes.map(({ code }) => code)).toEqual(['path-prefix-changed'])
    const renamed = { ...release({}, 1, 'new'), document: { info: { title: 'Pets' } } }
    expect((await compare(old, renamed)).bump).toBe('none')
  })

  test('is told by what runs, not by comments and types', async () => {
    const hashOf = (text: string) => codeHash(new Map([['src/index.ts', text]]))
    const plain = await hashOf('export const one = 1\n')
    expect(await hashOf('/** One. */\nexport const one: number = 1 // it\n')).toBe(plain)
    expect(await hashOf('export const one = 2\n')).not.toBe(plain)
  })
})
