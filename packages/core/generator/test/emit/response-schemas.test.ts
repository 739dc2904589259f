import { createClient, type Operation } from '@driftless/runtime'
import { type ValidationEntry, validateResponses } from '@driftless/runtime/validate'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject, SpecDocument } from '../../src/document/types.ts'
import { responseSchemas } from '../../src/emit/response-schemas.ts'
import { buildModel } from '../../src/model/build.ts'
import { config, document, goldenDocument } from '../model/support/build.ts'

/** What validation says about an answer: pointers and expectations. */
async function said(spec: SpecDocument, id: string, body: unknown, status = 200): Promise<string[]> {
  const model = await buildModel(spec, config)
  const operation = model.resources.flatMap(({ operations }) => operations).find(({ name }) => name === id)
  expect(operation).toBeDefined()
  const found: ValidationEntry[] = []
  const onReport = (entries: readonly ValidationEntry[]) => void found.push(...entries)
  const client = createClient(
    {
      baseUrl: 'http://api.test',
      fetch: async () => Response.json(body, { status }),
      middleware: [validateResponses({ mode: 'report', onReport }, responseSchemas(model, spec))],
    },
    { api: 'a', version: '1' },
  )
  const constant: Operation = { id, method: 'GET', path: '/' }
  await client.call(constant)
  return found.map(({ pointer, expected, actual }) => `${pointer}: ${expected}, not ${actual}`)
}

function answering(schema: JsonObject, schemas: JsonObject = {}, version?: string): SpecDocument {
  const content = { 'application/json': { schema } }
  const get = { operationId: 'find', responses: { 200: { description: '', content } } }
  return document({ paths: { '/x': { get } }, schemas, ...(version !== undefined && { version }) })
}

const agent = { agent_id: 'a', level: 3 }

describe('the schemas of answers', () => {
  it('let pass what the decoder takes: numbers as text, what is writeOnly, null for what is not found', async () => {
    const spec = goldenDocument('envelopes')
    const manager = { ...agent, level: '4', hmacSecretEnc: { data: [1] } }
    expect(await said(spec, 'listAgents', { data: [{ ...agent, manager, shares: ['1', 2] }] })).toEqual([])
    expect(await said(spec, 'getAgent', { agent_data: null })).toEqual([])
    expect(await said(spec, 'getAgentNote', null)).toEqual([])
    expect(await said(spec, 'listAgents', { data: [{ level: true }] })).toEqual([
      '/data/0/agent_id: a value, not missing',
      '/data/0/level: integer or string, not boolean',
    ])
  })

  it('tell the members of a union apart as its discriminator does', async () => {
    const spec = goldenDocument('composition')
    // By their own schemas, a kitty is a dog as well.
    expect(await said(spec, 'createPet', { pet_type: 'kitty', claw_count: 18 })).toEqual([])
    expect(await said(spec, 'createPet', { pet_type: 'Dog' })).toEqual([])
    expect(await said(spec, 'createPet', { pet_type: 'kitty' })).not.toEqual([])
    expect(await said(spec, 'createShape', { kind: 'circle', radius: 1 })).toEqual([])
  })

  it('do not ask for what is writeOnly', async () => {
    const properties = { secret: { type: 'string', writeOnly: true }, id: { type: 'string' } }
    const spec = answering({ type: 'object', required: ['secret', 'id'], properties })
    expect(await said(spec, 'find', {})).toEqual(['/id: a value, not missing'])
  })

  it('know null and exclusive limits of OpenAPI 3.0, and names of properties that are keywords', async () => {
    const properties: JsonObject = {
      nullable: { type: 'string', nullable: true },
      type: { type: 'integer', minimum: 1, exclusiveMinimum: true },
      items: { $ref: '#/components/schemas/Odd~1Name' },
      pattern: { type: 'string', pattern: '(' },
    }
    const spec = answering({ type: 'object', properties }, { 'Odd/Name': { type: 'boolean' } }, '3.0.3')
    expect(await said(spec, 'find', { nullable: null, type: 2, items: true, pattern: 'x' })).toEqual([])
    expect(await said(spec, 'find', { nullable: 1, type: 1, items: 0 })).toEqual(
      expect.arrayContaining([
        '/nullable: string, not number',
        '/type: > 1, not number',
        '/items: boolean, not number',
      ]),
    )
  })

  it.each<[string, JsonObject, number, Json, string[]]>([
    [
      'exact status before range',
      { '2XX': { type: 'array' }, 200: { type: 'object' } },
      200,
      [],
      [': object, not array'],
    ],
    ['range', { '2XX': { type: 'array' }, 200: { type: 'object' } }, 201, {}, [': array, not object']],
    ['default where it is the success', { default: { type: 'array' } }, 200, {}, [': array, not object']],
    ['no default beside a success', { 200: {}, default: { type: 'array' } }, 201, {}, []],
  ])('are chosen by status: %s', async (_name, byStatus, status, body, expected) => {
    const responses = Object.fromEntries(
      Object.entries(byStatus).map(([each, schema]) => [
        each,
        { description: '', content: { 'application/json': { schema: schema as Json } } },
      ]),
    )
    const spec = document({ paths: { '/x': { get: { operationId: 'find', responses } } } })
    expect(await said(spec, 'find', body, status)).toEqual(expected)
  })

  it('hold no component that no answer leads to', async () => {
    const spec = answering(
      { $ref: '#/components/schemas/A' },
      { A: { $ref: '#/components/schemas/B' }, B: {}, C: {} },
    )
    expect(Object.keys(responseSchemas(await buildModel(spec, config), spec).$defs)).toEqual(['A', 'B'])
  })
})
