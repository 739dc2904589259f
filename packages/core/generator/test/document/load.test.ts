import { assert, constantFrom, json, jsonValue, property, string, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { canonicalize } from '../../src/document/canonicalize.ts'
import { countWrittenMembers, scanJson } from '../../src/document/json-scan.ts'
import { loadText } from '../../src/document/load.ts'

const load = (text: string, file = 'a.yaml') => loadText(text, file).json

describe('loadText', () => {
  it('keeps dates, answers and octal numbers of YAML as they are written', () => {
    expect(load('date: 2020-01-02\nyes: yes\nmode: "0o17"\nnothing: ~\n200: number')).toEqual({
      200: 'number',
      date: '2020-01-02',
      mode: '0o17',
      nothing: null,
      yes: 'yes',
    })
  })

  it('writes anchors, aliases and merge keys of YAML out', () => {
    expect(load('base: &base {a: 1, b: 2}\nuse: *base\nmerged:\n  <<: *base\n  b: 3\n')).toEqual({
      base: { a: 1, b: 2 },
      merged: { a: 1, b: 3 },
      use: { a: 1, b: 2 },
    })
  })

  it('reads an alias that is used a thousand times', () => {
    const uses = Array.from({ length: 1000 }, () => '*a').join(', ')
    expect(load(`a: &a {b: [1, 2]}\nuses: [${uses}]`).uses).toHaveLength(1000)
  })

  it('reads JSON by any name, with a byte order mark too', () => {
    const text = '\ufeff{"b": [2, 1], "a": "x"}'
    for (const file of ['a.json', 'a.yaml', 'https://pets.example.com/spec'])
      expect(load(text, file)).toEqual({ a: 'x', b: [2, 1] })
  })

  it('knows the lines of what it read', () => {
    const data = { paths: { '/a~b': { get: { tags: ['x', 'y'] } } }, info: { title: 't' } }
    for (const [text, file] of [
      [JSON.stringify(data, null, 1), 'a.json'],
      [stringify(data), 'a.yaml'],
    ] as const) {
      const { lineOf } = loadText(text, file)
      const lines = text.split('\n')
      expect(lines[(lineOf('/paths/~1a~0b/get/tags/1') ?? 0) - 1]).toContain('y')
      expect(lines[(lineOf('/info/title') ?? 0) - 1]).toContain('title')
      expect(lineOf('/info/nothing')).toBeUndefined()
      expect(lineOf('/paths/~1a~0b/get/tags/2')).toBeUndefined()
    }
  })

  it('takes a quoted << for a name, and a bare one for a merge key', () => {
    expect(load('"<<": 0\n')).toEqual({ '<<': 0 })
    expect(load('a: &a { b: 1 }\nc: { <<: *a }\n')).toEqual({ a: { b: 1 }, c: { b: 1 } })
    expect(() => load('a: { <<: 0 }\n')).toThrow('merge sources must be maps')
  })

  it('reads the same data from JSON and YAML', () => {
    assert(
      property(jsonValue({ maxDepth: 4 }), (value) => {
        const data = { data: value }
        const text = JSON.stringify(data)
        // A bare `<<` is a merge key, which JSON has not.
        if (text.includes('__proto__') || text.includes('\ufffd') || text.includes('"<<"')) return
        expect(load(stringify(JSON.parse(text), { version: '1.2', aliasDuplicateObjects: false }))).toEqual(
          load(text, 'a.json'),
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('scanJson', () => {
  it('finds a fault exactly where JSON.parse refuses', () => {
    const broken = tuple(
      json(),
      constantFrom('', ',', '}', ']', '"', ':', '\\', '-', '\n', 'e1'),
      string(),
    ).map(([text, piece, seed]) => {
      const at = seed.length % (text.length + 1)
      return text.slice(0, at) + piece + text.slice(at)
    })
    assert(
      property(broken, (text) => {
        const fault = scanJson(text, () => false)
        let parses = true
        try {
          JSON.parse(text)
        } catch {
          parses = false
        }
        expect(fault === undefined).toBe(parses)
      }),
      { numRuns: 1000 },
    )
  })

  it('counts the members that a text writes', () => {
    assert(
      property(json(), (text) => {
        if (text.includes('__proto__')) return
        const document = `{"data": ${text}}`
        expect(countWrittenMembers(document)).toBe(canonicalize(JSON.parse(document), 'a.json').members)
      }),
    )
  })

  it('is not misled by quotes and colons inside strings', () => {
    expect(countWrittenMembers('{"a\\":b": "\\\\", "c" : "d\\": "}')).toBe(2)
  })
})
