import { describe, expect, it } from 'vitest'
import { SpecError } from '../../src/document/errors.ts'
import { buildModel } from '../../src/model/build.ts'
import { answering, config, document, golden, operation, reference, type SmallSpec } from './support/build.ts'

async function errorOf(spec: SmallSpec): Promise<SpecError> {
  const error = await buildModel(document(spec), config).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SpecError)
  return error as SpecError
}

describe('what cannot be generated', () => {
  it('is refused with the place: a property named __proto__', async () => {
    const schemas = JSON.parse('{"A":{"type":"object","properties":{"__proto__":{"type":"string"}}}}')
    const { pointer, message } = await errorOf({ schemas })
    expect(pointer).toBe('/components/schemas/A/properties/__proto__')
    expect(message).toContain('rename it')
  })

  it.each([
    ['itself', { A: reference('A') }],
    ['itself in allOf', { A: { allOf: [reference('A'), { type: 'object', properties: {} }] } }],
    ['itself through another', { A: { oneOf: [reference('B'), { type: 'string' }] }, B: reference('A') }],
  ])('is refused with the place: a schema that is %s', async (_, schemas) => {
    const { pointer, message } = await errorOf({ schemas })
    expect(pointer).toBe('/components/schemas/A')
    expect(message).toContain('contains itself')
  })

  it('is refused with the place: a dangling reference', async () => {
    const schemas = { A: { type: 'object', properties: { b: reference('Missing') } } }
    const { pointer, message } = await errorOf({ schemas })
    expect(pointer).toBe('/components/schemas/A/properties/b')
    expect(message).toContain('#/components/schemas/Missing')
  })

  it('is refused with the place: a path parameter that is not declared', async () => {
    const { pointer, message } = await errorOf({ paths: { '/a/{b}': { get: answering('getA', {}) } } })
    expect(pointer).toBe('/paths/~1a~1{b}/get')
    expect(message).toContain('"b"')
  })

  it('is refused with the place: a security scheme that is not declared', async () => {
    const paths = { '/a': { get: answering('getA', {}, { security: [{ missing: [] }] }) } }
    expect((await errorOf({ paths })).pointer).toBe('/paths/~1a/get/security/0')
  })
})

describe('a base that lists its extensions', () => {
  it('is taken apart where they extend it in turn', async () => {
    const schemas = {
      Base: {
        type: 'object',
        required: ['kind_name'],
        properties: { kind_name: { type: 'string' } },
        oneOf: [reference('Child'), reference('Other')],
        discriminator: { propertyName: 'kind_name' },
      },
      Child: {
        allOf: [reference('Base'), { type: 'object', properties: { child_age: { type: 'integer' } } }],
      },
      Other: { allOf: [reference('Base'), { type: 'object', properties: { size: { type: 'integer' } } }] },
    }
    const paths = { '/base': { get: answering('getBase', reference('Base')) } }
    const { types } = await buildModel(document({ paths, schemas }), config)
    const { compile, typeHelpers } = await import('./support/compile.ts')
    const check = `import type { Base, Child } from './types.js'\n${typeHelpers}
      same<Equal<Child['childAge'], number | undefined>>()
      const base: Base = { kindName: 'Child', childAge: 1 }`
    expect(compile({ 'types.ts': types.text, 'check.ts': check })).toEqual([])
  })
})

describe('hostile text', () => {
  it('stays text', async () => {
    const { types, names } = await golden('injection')
    const { compile } = await import('./support/compile.ts')
    expect(compile({ 'types.ts': types.text })).toEqual([])
    const { stripTypeScriptTypes } = await import('node:module')
    for (const text of [types.text, names.text]) {
      const code = stripTypeScriptTypes(text)
      const before = Object.keys(globalThis)
      await import(`data:text/javascript,${encodeURIComponent(code)}`)
      expect(Object.keys(globalThis)).toEqual(before)
    }
  })

  it('that looks like a mark of ours is a literal', async () => {
    const schemas = {
      A: { type: 'object', properties: { b: { const: '@type:Blob' }, '@type:Blob': { const: 1 } } },
    }
    const { types } = await buildModel(document({ schemas }), config)
    expect(types.text).toContain(`b?: '@type:Blob' | undefined;`)
  })
})

describe('the model', () => {
  it('is built where references go on and on', async () => {
    const count = 4000
    const next = (index: number) => ({
      type: 'object',
      properties: {
        next_one: reference(`A${(index + 1) % count}`),
        secret: { type: 'string', writeOnly: true },
      },
    })
    const schemas = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`A${index}`, next(index)]),
    )
    const union = { oneOf: [reference('A0'), { type: 'object', additionalProperties: true }] }
    const paths = { '/a': { get: answering('getA', reference('A1')), put: answering('putA', union) } }
    const model = await buildModel(document({ paths, schemas }), config)
    expect(model.types.types).toContain(`A${count - 1}`)
  })

  it('depends on the document and the config alone', async () => {
    const first = await golden('renaming', { baseUrl: 'one' })
    const second = await golden('renaming', { baseUrl: 'two' })
    expect(first).not.toBe(second)
    expect(first).toEqual(second)
  })

  it('is there for a document without operations', async () => {
    const model = await golden('types-only')
    expect(model.resources).toEqual([])
    expect(model.types.types).toEqual(['Event', 'EventLevel', 'EventLevelOpen'])
  })

  it('has one type for what goes in one direction only, though what holds it goes in both', async () => {
    const schemas = {
      Report: { type: 'object', properties: { state: { type: 'string', enum: ['good', 'bad'] } } },
      Task: { type: 'object', properties: { report: { ...reference('Report'), readOnly: true } } },
    }
    const body = { content: { 'application/json': { schema: reference('Task') } } }
    const paths = { '/a': { put: answering('putTask', reference('Task'), { requestBody: body }) } }
    const { types } = await buildModel(document({ paths, schemas }), config)
    expect(types.types).toEqual(['Report', 'ReportState', 'ReportStateOpen', 'Task', 'TaskInput'])
  })

  it('follows references to anywhere', async () => {
    const model = await golden('elsewhere')
    expect(operation(model, 'get_second').result.type.text).toBe('GetFirstResponseFirstPart')
    expect(operation(model, 'get_third').result.type.text).toBe('GetFirstResponseFirstPart')
    expect(operation(model, 'get_fourth').result.type.text).toBe('WholeSmallPart')
  })
})
