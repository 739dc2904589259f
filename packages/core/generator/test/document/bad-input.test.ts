import { describe, expect, it } from 'vitest'
import { maxTextLength, maxYamlLength } from '../../src/document/limits.ts'
import { messageOf } from './documents.ts'

const head = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n'
const giveOne = 'give the file or URL of an OpenAPI document in JSON or YAML.'
const giveFile = 'not an OpenAPI object; give the file of an OpenAPI document.'

/** What it is, the file's name, its text, and the whole message. */
const cases: [string, string, string, string][] = [
  ['an empty file', 'a.json', '', `a.json: the file is empty; ${giveOne}`],
  ['only spaces', 'a.yaml', ' \n ', `a.yaml: the file is empty; ${giveOne}`],
  ['only a comment', 'a.yaml', '# nothing\n', 'a.yaml: the file is empty; give an OpenAPI document.'],
  [
    'an HTML page',
    'a.json',
    '<!DOCTYPE html>\n<html></html>',
    `a.json:1: this is an HTML page, not an OpenAPI document; ${giveOne}`,
  ],
  [
    'XML',
    'a.json',
    '<?xml version="1.0"?>',
    `a.json:1: this is XML or HTML, not an OpenAPI document; ${giveOne}`,
  ],
  [
    'binary',
    'a.json',
    'PK\u0003\u0004',
    `a.json: this is binary or not UTF-8, so no OpenAPI document; ${giveOne}`,
  ],
  [
    'Latin-1',
    'a.yaml',
    Buffer.from(`${head}x-a: caf\u00e9`, 'latin1').toString('utf8'),
    'a.yaml:3: this line holds bytes that are not UTF-8; save the file as UTF-8.',
  ],
  ['plain text', 'answer.txt', 'Not found', `answer.txt: the document is plain text, ${giveFile}`],
  ['a JSON array', 'a.json', '[1]', `a.json: the document is an array, ${giveFile}`],
  ['a JSON text', 'a.json', '"hello"', `a.json: the document is the text "hello", ${giveFile}`],
  ['a number', 'a.json', '3', `a.json: the document is the number 3, ${giveFile}`],
  [
    'broken JSON',
    'a.json',
    '{"openapi": "3.1.0",\n "info": {,}}',
    'a.json:2: this is not valid JSON: in column 11 "," stands where a property name in double quotes should; correct it and try again.',
  ],
  [
    'JSON that is cut off',
    'a.json',
    '{"openapi": "3.1.0"',
    'a.json:1: this is not valid JSON: in column 20 the text ends where a comma or "}" should; correct it and try again.',
  ],
  [
    'a string that is cut off',
    'a.json',
    '{"openapi": "3.1',
    'a.json:1: this is not valid JSON: in column 13 a string is never closed; correct it and try again.',
  ],
  [
    'a JSON property named twice',
    'a.json',
    '{"openapi":"3.1.0","info":{"title":"a",\n"title":"b"}}',
    'a.json:2 at /info/title: the property "title" is named twice in one object; delete one of the two.',
  ],
  [
    'a YAML property named twice',
    'a.yaml',
    'openapi: 3.1.0\ninfo:\n  title: a\n  title: b\n',
    'a.yaml:4: this is not valid YAML: in column 3, map keys must be unique; correct it and try again.',
  ],
  [
    'broken YAML',
    'a.yaml',
    'openapi: 3.1.0\ninfo:\n\ttitle: x',
    'a.yaml:3: this is not valid YAML: in column 1, tabs are not allowed as indentation; correct it and try again.',
  ],
  [
    'two YAML documents',
    'a.yaml',
    'a: 1\n---\nb: 2\n',
    'a.yaml:2: the file holds several YAML documents; keep only one.',
  ],
  [
    'a YAML tag',
    'a.yaml',
    `${head}x-a: !!binary aGVsbG8=`,
    'a.yaml:3 at /x-a: a YAML tag makes this a value that JSON does not have; remove the tag or write a text.',
  ],
  [
    'an alias without anchor',
    'a.yaml',
    `${head}x-a: *pets`,
    'a.yaml: the YAML alias *pets has no anchor &pets before it; add the anchor or correct the alias.',
  ],
  [
    'a merge of what is no map',
    'a.yaml',
    `${head}x-a:\n  <<: text`,
    'a.yaml: this is not valid YAML: merge sources must be maps or map aliases; correct it and try again.',
  ],
  [
    'infinity',
    'a.yaml',
    `${head}x-a: [.inf]`,
    'a.yaml:3 at /x-a/0: the number Infinity is not a JSON value; write a finite number or a text.',
  ],
  [
    'no version',
    'a.json',
    '{"foo":1}',
    'a.json: neither "openapi" nor "swagger" names a version, so this is not an OpenAPI document; give the right file.',
  ],
  ...(['openapi: 4.0.0', 'openapi: 3.2.0', 'swagger: "1.2"', 'openapi: 2.0'] as const).map(
    (line): [string, string, string, string] => {
      const [key, version] = line.replaceAll('"', '').split(': ')
      const message = `version "${version}" is not supported; use OpenAPI 3.0, OpenAPI 3.1 or Swagger 2.0.`
      return [`version ${line}`, 'a.yaml', `${line}\n`, `a.yaml:1 at /${key}: ${message}`]
    },
  ),
  [
    '__proto__ in JSON',
    'a.json',
    '{"openapi":"3.1.0",\n"__proto__":{"polluted":true}}',
    'a.json:2 at /__proto__: the name "__proto__" cannot be used; rename it.',
  ],
  [
    '__proto__ in YAML',
    'a.yaml',
    `${head}components:\n  schemas:\n    __proto__: {}\n`,
    'a.yaml:5 at /components/schemas/__proto__: the name "__proto__" cannot be used; rename it.',
  ],
  [
    'JSON 100,000 levels deep',
    'a.json',
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    'a.json at /a/a/a/a/a/a/a/a/a/a/…: the document is nested more than 1000 levels deep; flatten it with $ref.',
  ],
  [
    'JSON of 5 MB that is only nesting',
    'a.json',
    `{"a":${'['.repeat(2_500_000)}${']'.repeat(2_500_000)}}`,
    'a.json: the document is nested more than 1000 levels deep; flatten it with $ref.',
  ],
  [
    'YAML 100,000 levels deep',
    'a.yaml',
    `a: ${'['.repeat(100_000)}`,
    'a.yaml: the YAML is nested too deeply to be read; flatten it with $ref.',
  ],
  [
    'YAML 100,000 lists deep on one line',
    'a.yaml',
    '- '.repeat(100_000),
    'a.yaml: the YAML is nested too deeply to be read; flatten it with $ref.',
  ],
  [
    'a YAML alias bomb',
    'a.yaml',
    ['a0: &a0 [0,0,0,0,0,0,0,0,0,0]', ...Array.from({ length: 9 }, (_, level) => bombLine(level))].join('\n'),
    'a.yaml: YAML aliases are used so often that the document would grow without bound; use $ref instead.',
  ],
  [
    'a YAML alias of itself',
    'a.yaml',
    `${head}x-a: &a [*a]`,
    'a.yaml at /x-a/0/0/0/0/0/0/0/0/0/…: the document is nested more than 1000 levels deep; flatten it with $ref.',
  ],
  [
    'too large',
    'a.json',
    ' '.repeat(maxTextLength + 1),
    'a.json: the file is larger than 64 MiB; split the API or leave parts out.',
  ],
  [
    'YAML that is too large',
    'a.yaml',
    `a: ${'x'.repeat(maxYamlLength)}`,
    'a.yaml: the YAML is larger than 16 MiB; convert it to JSON first.',
  ],
]

function bombLine(level: number): string {
  return `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(',')}]`
}

describe('bad input', () => {
  it.each(cases)('%s is refused in one sentence', (_, file, text, message) => {
    expect(messageOf({ file, text })).toBe(message)
  })

  it('lists what is wrong in several places, up to a bound', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`S${100 + index}`, { type: 'text' }]),
    )
    const text = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      components: { schemas },
    })
    const lines = messageOf({ file: 'a.json', text }).split('\n')
    expect(lines).toHaveLength(51)
    expect(lines[0]).toBe(
      'a.json:1 at /components/schemas/S100/type: the text "text" is no type; use array, boolean, integer, null, number, object or string.',
    )
    expect(lines.at(-1)).toBe('a.json: 10 more problems.')
  })

  it('leaves the prototype of objects alone', () => {
    messageOf({ file: 'a.json', text: '{"openapi":"3.1.0","__proto__":{"polluted":true}}' })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
