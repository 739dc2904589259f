import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalDocument } from '../../src/document/build.ts'
import { canonicalize } from '../../src/document/canonicalize.ts'
import { stableJson } from '../../src/document/json-text.ts'
import { isArray, isObject } from '../../src/document/plain.ts'
import type { Json } from '../../src/document/types.ts'
import { spec } from './documents.ts'

const stored = (json: unknown): string =>
  stableJson(canonicalDocument({ text: JSON.stringify(json), file: 'pets.json' }).json)

function reversed(value: Json): Json {
  if (isArray(value)) return value.map(reversed)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  )
}

const data = jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes('__proto__'))

describe('canonicalize', () => {
  it('loses nothing', () => {
    assert(
      property(data, (value) => {
        const plain: unknown = JSON.parse(JSON.stringify({ value }))
        expect(canonicalize(plain, 'a').json).toEqual(plain)
      }),
    )
  })

  it('gives the same bytes whatever the order of keys', () => {
    assert(
      property(data, (value) => {
        const text = stableJson(canonicalize({ value }, 'a').json)
        expect(stableJson(canonicalize(reversed({ value } as Json), 'a').json)).toBe(text)
        expect(stableJson(canonicalize(JSON.parse(text), 'a').json)).toBe(text)
      }),
    )
  })

  it('sorts keys at all levels and leaves arrays as they are', () => {
    const json = { b: [{ d: 1, c: 2 }, 3, 'a'], a: { 10: 'x', 9: 'y', constructor: 1 } }
    expect(JSON.stringify(canonicalize(json, 'a').json)).toBe(
      '{"a":{"9":"y","10":"x","constructor":1},"b":[{"c":2,"d":1},3,"a"]}',
    )
  })
})

describe('a stored document', () => {
  it('is the same when it is read and stored again', () => {
    const text = stored(
      spec({ servers: [{ url: 'http://localhost:1234/api' }], tags: [{ name: 'b' }, { name: 'a' }] }),
    )
    expect(stored(JSON.parse(text))).toBe(text)
    expect(text.startsWith('{\n  "info": {\n')).toBe(true)
    expect(text.endsWith('\n}\n')).toBe(true)
  })

  it('does not depend on the order of keys', () => {
    const json = spec({
      servers: [{ url: 'http://127.0.0.1:40123/api/v1', description: 'here' }],
      paths: { '/b': { get: { responses: { 200: { description: '' } } } }, '/a': {} },
    })
    expect(stored(reversed(json))).toBe(stored(json))
  })

  it('writes the version as a text', () => {
    const { json } = canonicalDocument({
      text: 'openapi: 3.0\ninfo: {title: t, version: "1"}',
      file: 'a.yaml',
    })
    expect(json.openapi).toBe('3.0')
  })
})
