import { describe, expect, it } from 'vitest'
import { resolveRef } from '../../src/document/refs.ts'
import type { JsonObject } from '../../src/document/types.ts'
import { walkSchemas } from '../../src/document/walk.ts'
import { build, messageOf, problemsOf, spec, specWithOperation } from './documents.ts'

const schemas = (members: Record<string, unknown>): JsonObject => spec({ components: { schemas: members } })
const document = (json: JsonObject) => ({ file: 'pets.json', json })

describe('resolveRef', () => {
  it('follows references to their end', () => {
    const json = schemas({ A: { $ref: '#/components/schemas/B' }, B: { type: 'string' } })
    expect(resolveRef(document(json), '#/components/schemas/A')).toEqual({
      value: { type: 'string' },
      pointer: '/components/schemas/B',
    })
  })

  it('decodes escapes of pointers and URIs', () => {
    const json = schemas({ 'a/b~c d%': { type: 'string' } })
    const { pointer } = resolveRef(document(json), '#/components/schemas/a~1b~0c%20d%25')
    expect(pointer).toBe('/components/schemas/a~1b~0c d%')
  })

  it.each([
    '#/components/schemas/constructor',
    '#/components/schemas/A/allOf/00',
    '#/components/schemas/A/allOf/length',
    '#/x/%',
  ])('finds nothing at %s', (ref) => {
    expect(messageOf(() => resolveRef(document(schemas({ A: { allOf: [{}] } })), ref))).toMatch(
      /^pets\.json: the \$ref/,
    )
  })
})

describe('references', () => {
  it('that lead nowhere are named with their target', () => {
    expect(problemsOf(schemas({ A: { properties: { b: { $ref: '#/components/schemas/B' } } } }))).toEqual([
      '/components/schemas/A/properties/b/$ref: the $ref "#/components/schemas/B" points at nothing; add its target or correct it.',
    ])
  })

  it('that lead in a circle are refused, recursion through a property is not', () => {
    const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
    expect(problemsOf(schemas({ A: ref('B'), B: ref('C'), C: ref('B'), D: ref('D') }))).toEqual(
      [
        ['C', 'B'],
        ['B', 'C'],
        ['A', 'B'],
        ['D', 'D'],
      ].map(
        ([at, to]) =>
          `/components/schemas/${at}/$ref: the $ref "#/components/schemas/${to}" leads in a circle and names no content; break the circle.`,
      ),
    )
    expect(build(schemas({ A: { properties: { a: ref('A') } } })).notices).toHaveLength(1)
  })

  it('are followed a hundred times and no more', () => {
    const chain = (length: number) => {
      const links = Array.from({ length }, (_, index) => [
        `S${index}`,
        { $ref: `#/components/schemas/S${index + 1}` },
      ])
      return schemas({ ...Object.fromEntries(links), [`S${length}`]: { type: 'string' } })
    }
    expect(build(chain(100)).document.file).toBe('pets.json')
    expect(problemsOf(chain(101))).toEqual([
      '/components/schemas/S0/$ref: the $ref "#/components/schemas/S1" leads through more than 100 others; point at the target.',
    ])
  })

  it('to other files, anchors and the whole document are refused', () => {
    expect(
      problemsOf(
        schemas({ A: { $ref: 'pets.yaml#/Pet' }, B: { $ref: '#pet' }, C: { $ref: '#' }, D: { $ref: 3 } }),
      ),
    ).toEqual([
      '/components/schemas/D/$ref: $ref must be a text.',
      '/components/schemas/A/$ref: the $ref "pets.yaml#/Pet" leads outside the document; bundle it into one file first, for instance with "npx @redocly/cli bundle".',
      '/components/schemas/B/$ref: the $ref "#pet" names an anchor; only JSON pointers such as "#/components/schemas/Name" are followed.',
      '/components/schemas/C/$ref: the $ref "#" points at the document, not at a schema; correct it.',
    ])
  })

  it('to a thing of another kind are refused', () => {
    const json = specWithOperation({ responses: { 200: { $ref: '#/components/schemas/A' } } })
    expect(problemsOf({ ...json, components: { schemas: { A: {} } } })).toEqual([
      '/paths/~1pets/get/responses/200/$ref: the $ref "#/components/schemas/A" points at a schema, not at a response; correct it.',
    ])
  })

  it('in data and as names of properties are no references', () => {
    const nowhere = { $ref: '#/nowhere' }
    const json = schemas({
      A: {
        properties: { $ref: { type: 'string' }, default: { type: 'object' }, enum: { example: nowhere } },
        example: nowhere,
        examples: [nowhere],
        default: nowhere,
        enum: [nowhere],
        const: nowhere,
        'x-data': nowhere,
      },
    })
    expect(build(json).document.json).toEqual(json)
  })

  it('under names of keywords are references', () => {
    const bad = { $ref: '#/nowhere' }
    expect(
      problemsOf(schemas({ A: { properties: { default: bad, example: bad, 'x-a': bad } } })),
    ).toHaveLength(3)
  })

  it('into extensions are checked where they lead', () => {
    const json = {
      ...schemas({ A: { $ref: '#/x-shared/B' } }),
      'x-shared': { B: { items: { $ref: '#/nowhere' } } },
    }
    expect(problemsOf(json)).toEqual([
      '/x-shared/B/items/$ref: the $ref "#/nowhere" points at nothing; add its target or correct it.',
    ])
  })

  it('of discriminator mappings are checked, schema names may stand alone', () => {
    const mapping = {
      a: 'Dog',
      b: '#/components/schemas/Dog',
      c: '#/components/schemas/Cow',
      d: 'Cow',
      e: 'cow.json',
    }
    const json = schemas({ Pet: { discriminator: { propertyName: 'kind', mapping } }, Dog: {} })
    expect(problemsOf(json).map((line) => line.slice(0, line.indexOf(':')))).toEqual(
      ['c', 'd', 'e'].map((name) => `/components/schemas/Pet/discriminator/mapping/${name}`),
    )
  })
})

describe('path items', () => {
  const operation = { responses: { 200: { description: 'ok' } } }

  it('that are referred to are written out below their path', () => {
    const json = spec({
      paths: { '/a': { $ref: '#/components/pathItems/Item', summary: 'mine' } },
      components: {
        pathItems: { Item: { get: { ...operation, operationId: 'getItem' }, summary: 'theirs' } },
      },
    })
    expect(build(json).document.json.paths).toEqual({
      '/a': { get: { ...operation, operationId: 'getItem' }, summary: 'mine' },
    })
  })

  it('that several paths use give their operationIds to none of them', () => {
    const item = { $ref: '#/components/pathItems/Item' }
    const json = spec({
      paths: { '/a': item, '/b': item },
      components: { pathItems: { Item: { get: { ...operation, operationId: 'getItem' } } } },
    })
    expect(build(json).document.json.paths).toEqual({
      '/a': { get: { ...operation, operationId: 'getA' } },
      '/b': { get: { ...operation, operationId: 'getB' } },
    })
  })

  it('that lead nowhere are refused', () => {
    expect(problemsOf(spec({ paths: { '/a': { $ref: '#/components/pathItems/Item' } } }))).toEqual([
      '/paths/~1a/$ref: the $ref "#/components/pathItems/Item" points at nothing; add its target or correct it.',
    ])
  })
})

describe('walkSchemas', () => {
  it('visits every schema once, with its pointer', () => {
    const json = specWithOperation({
      parameters: [{ name: 'a', in: 'query', schema: { type: 'string' } }],
      requestBody: { content: { 'application/json': { schema: { allOf: [{ items: {} }] } } } },
    })
    const seen: string[] = []
    walkSchemas(json, (_, pointer) => seen.push(pointer))
    expect(seen).toEqual([
      '/paths/~1pets/get/parameters/0/schema',
      '/paths/~1pets/get/requestBody/content/application~1json/schema',
      '/paths/~1pets/get/requestBody/content/application~1json/schema/allOf/0',
      '/paths/~1pets/get/requestBody/content/application~1json/schema/allOf/0/items',
    ])
  })
})
