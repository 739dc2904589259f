import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type Arbitrary,
  anything,
  assert,
  constantFrom,
  dictionary,
  integer,
  json,
  jsonValue,
  letrec,
  oneof,
  property,
  string,
  tuple,
} from 'fast-check'
import { describe, it } from 'vitest'
import { buildDocument } from '../../src/document/build.ts'
import { SpecError } from '../../src/document/errors.ts'
import { shapes } from '../../src/document/shapes.ts'

const petstore = (version: string): unknown =>
  JSON.parse(
    readFileSync(
      createRequire(import.meta.url).resolve(`@readme/oas-examples/${version}/json/petstore.json`),
      'utf8',
    ),
  )
const documents = ['2.0', '3.0', '3.1'].map(petstore)

/** Builds; anything that is thrown but a SpecError fails the property. */
function build(text: string, file: string, overlay?: string): void {
  try {
    buildDocument({
      text,
      file,
      overlay: overlay === undefined ? undefined : { text: overlay, file: 'overlay.json' },
    })
  } catch (error) {
    if (!(error instanceof SpecError)) throw error
  }
}

const keywords = [
  ...new Set(Object.values(shapes).flatMap((shape) => Object.keys(shape.fields))),
  ...[
    '$ref',
    'name',
    'in',
    'type',
    'required',
    'enum',
    'security',
    'responses',
    'operationId',
    'mapping',
    'url',
    'variables',
  ],
  ...[
    'swagger',
    'definitions',
    'host',
    'basePath',
    'consumes',
    'securityDefinitions',
    'collectionFormat',
    'x-driftless-retry',
  ],
  ...['constructor', '__proto__', '/a/{b}', '200', 'x-a'],
]

/** JSON that looks like a piece of OpenAPI. */
const { piece } = letrec((tie) => ({
  piece: oneof(
    { maxDepth: 5 },
    constantFrom<unknown>(
      null,
      true,
      0,
      '',
      'path',
      'query',
      'array',
      'file',
      '#/components/schemas/Pet',
      '#/definitions/Pet',
      '#',
      'x.json',
      '#/%',
    ),
    tie('object'),
    tie('list'),
  ),
  object: dictionary(constantFrom(...keywords), tie('piece'), { maxKeys: 5 }),
  list: tuple(tie('piece'), tie('piece')),
}))

/** Replaces, removes or adds one value somewhere in a document. */
function mutate(document: unknown, seed: number, value: unknown): string {
  let count = 0
  const text = JSON.stringify(document)
  const target = seed % 400
  return JSON.stringify(JSON.parse(text), (key, member: unknown) => {
    if (key === '' || count++ !== target) return member
    return seed % 5 === 0 ? undefined : value
  })
}

const runs = { numRuns: 300 }
const files = constantFrom('a.json', 'a.yaml', 'a')

describe('buildDocument throws SpecErrors only', () => {
  it('for any text', () => {
    assert(
      property(
        oneof(string({ unit: 'binary' }), string(), json()),
        files,
        build as (text: string, file: string) => void,
      ),
      runs,
    )
  })

  it('for any YAML-like text', () => {
    const bits = [
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '? ',
      '&x ',
      '*x',
      '!!set',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>',
      '#',
      '<<: ',
      '---',
      '%',
    ]
    assert(
      property(string({ unit: constantFrom(...bits), maxLength: 30 }), (text) => build(text, 'a.yaml')),
      { numRuns: 1000 },
    )
  })

  it('for any data in the place of each part', () => {
    const members = constantFrom(
      'info',
      'paths',
      'components',
      'servers',
      'security',
      'definitions',
      'parameters',
      'responses',
      'tags',
    )
    const versions = constantFrom({ openapi: '3.1.0' }, { openapi: '3.0.3' }, { swagger: '2.0' })
    assert(
      property(versions, members, oneof(jsonValue(), piece as Arbitrary<unknown>), (version, key, value) => {
        build(
          JSON.stringify({ ...version, info: { title: 't', version: '1' }, paths: {}, [key]: value }),
          'a.json',
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('for documents in which one value is another', () => {
    const values = oneof(jsonValue(), piece as Arbitrary<unknown>)
    assert(
      property(
        constantFrom(...documents),
        integer({ min: 0, max: 4000 }),
        values,
        (document, seed, value) => {
          build(mutate(document, seed, value), 'a.json')
        },
      ),
      runs,
    )
  })

  it('for any overlay', () => {
    const targets = constantFrom(
      '$',
      '$.paths',
      '$.paths.*',
      '$..parameters',
      '$..*',
      '$.paths[0]',
      '$.info.title',
      '$..[?@.name]',
      '$[',
      '',
    )
    const update = oneof(jsonValue(), piece as Arbitrary<unknown>)
    const actions = tuple(targets, update, constantFrom(true, false, undefined)).map(
      ([target, value, remove]) => ({ target, update: value, remove }),
    )
    const base = JSON.stringify({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      paths: { '/a': { get: { parameters: [{ name: 'a', in: 'query', schema: {} }] } } },
    })
    assert(
      property(tuple(actions, oneof(actions, anything())), (list) => {
        build(
          base,
          'a.json',
          JSON.stringify({ overlay: '1.0.0', info: { title: 't', version: '1' }, actions: list }, noBigints),
        )
      }),
      runs,
    )
  })
})

function noBigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
