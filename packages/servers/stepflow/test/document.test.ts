import { expect, test } from 'vitest'
import { createStepflowApi } from '../src/api/app.ts'
import { readFlow } from '../src/api/read-flow.ts'
import { createEngine } from '../src/engine/engine.ts'
import { RUN_EVENT_TYPES } from '../src/engine/run-event.ts'
import type { Stepflow } from '../src/engine/service.ts'

type Json = Record<string, unknown>

interface Operation {
  readonly operationId: string
  readonly tags: string[]
  readonly summary: string
  readonly description: string
  readonly parameters?: { name: string; description: string }[]
  readonly requestBody?: { content: Record<string, { schema: Json }> }
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
}

const noService = {} as Stepflow
const document = createStepflowApi(noService).openApiDocument()
const paths = document.paths as Record<string, Record<string, Operation>>
const schemas = (document.components as { schemas: Record<string, Json> }).schemas
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
)

test('the operations are those of the real server, under the same names', () => {
  const list = operations.map(
    ({ name, operation }) => `${operation.operationId} ${operation.tags.join()} ${name}`,
  )
  expect(list.sort()).toEqual([
    'cancel_run Run POST /runs/{run_id}/cancel',
    'create_run Run POST /runs',
    'debug_eval Debug POST /runs/{run_id}/debug/eval',
    'debug_get_queue Debug GET /runs/{run_id}/debug/queue',
    'debug_next Debug POST /runs/{run_id}/debug/next',
    'debug_queue Debug POST /runs/{run_id}/debug/queue',
    'debug_run_queue Debug POST /runs/{run_id}/debug/run-queue',
    'debug_show Debug GET /runs/{run_id}/debug/show/{step_id}',
    'delete_flow Flow DELETE /flows/{flow_id}',
    'delete_run Run DELETE /runs/{run_id}',
    'get_blob Blob GET /blobs/{blob_id}',
    'get_flow Flow GET /flows/{flow_id}',
    'get_run Run GET /runs/{run_id}',
    'get_run_flow Run GET /runs/{run_id}/flow',
    'get_run_items Run GET /runs/{run_id}/items',
    'get_run_steps Run GET /runs/{run_id}/steps',
    'health_check health GET /health',
    'list_components Component GET /components',
    'list_runs Run GET /runs',
    'store_blob Blob POST /blobs',
    'store_flow Flow POST /flows',
    'stream_run_events Run GET /runs/{run_id}/events',
  ])
})

test('the head tells title, version and license, and of the environment the port alone', () => {
  const { openapi, info, servers } = document
  expect({ openapi, info, servers }).toEqual({
    openapi: '3.1.0',
    info: {
      title: 'Stepflow API',
      version: '0.8.0',
      description: expect.any(String),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://localhost:7837/api/v1' }],
  })
})

test('every operation, parameter and response is described', () => {
  for (const { name, operation } of operations) {
    expect(operation.summary, name).toMatch(/\w/)
    expect(operation.description, name).toMatch(/\.$/)
    for (const parameter of operation.parameters ?? []) expect(parameter.description, name).toMatch(/\.$/)
    for (const response of Object.values(operation.responses))
      expect(response.description, name).toMatch(/\.$/)
  }
})

test('every component and each of its properties is described', () => {
  const bare = Object.entries(schemas).flatMap(([name, schema]) => [
    ...(typeof schema.description === 'string' ? [] : [name]),
    ...Object.entries((schema.properties ?? {}) as Record<string, Json>)
      .filter(([, property]) => typeof property.description !== 'string' && property.$ref === undefined)
      .map(([property]) => `${name}.${property}`),
  ])
  expect(bare).toEqual([])
})

const mediaTypes = ['application/json', 'application/octet-stream', 'text/event-stream']

test('every body and every answer with content is a named component', () => {
  for (const { name, operation } of operations) {
    const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
      Object.entries(part?.content ?? {}),
    )
    for (const [type, { schema }] of contents) {
      expect([mediaTypes.includes(type), Object.keys(schema)], `${name} ${type}`).toEqual([true, ['$ref']])
    }
  }
})

test('no property of a component is an anonymous object with properties', () => {
  const anonymous: string[] = []
  const visit = (node: unknown, at: string, top: boolean): void => {
    if (typeof node !== 'object' || node === null) return
    if (!top && 'properties' in node && 'type' in node && node.type === 'object') anonymous.push(at)
    for (const [key, value] of Object.entries(node)) visit(value, `${at}/${key}`, false)
  }
  for (const [name, schema] of Object.entries(schemas)) visit(schema, name, true)
  expect(anonymous).toEqual([])
})

test('every error has the one declared shape; deletions answer with nothing', () => {
  for (const { name, operation } of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (status.startsWith('2')) continue
      expect(response.content?.['application/json']?.schema, `${name} ${status}`).toEqual({
        $ref: '#/components/schemas/ErrorResponse',
      })
    }
    if (name.startsWith('DELETE'))
      expect(operation.responses[204]).toEqual({ description: expect.any(String) })
  }
})

test('every operation that needs the database says that it may be away', () => {
  const others = operations.filter(({ operation }) => operation.responses[503] === undefined)
  expect(others.map(({ operation }) => operation.operationId).sort()).toEqual([
    'health_check',
    'list_components',
  ])
})

test('the wire names of the real server are kept where they are odd', () => {
  expect(Object.keys(schemas.ComponentInfo?.properties as Json)).toEqual([
    'component',
    'description',
    'input_schema',
    'output_schema',
  ])
  expect(Object.keys(schemas.FlowSchema?.properties as Json)).toEqual(['type', '$defs', 'properties'])
  expect(Object.keys(schemas.StepOverride?.properties as Json)).toEqual(['$type', 'value'])
})

test('the event stream says how to follow it', () => {
  const operation = paths['/runs/{run_id}/events']?.get as unknown as Json
  expect(operation['x-driftless-stream']).toEqual({
    cursor: 'since',
    sequence: '/sequence',
    terminal: ['runCompleted'],
  })
  const { discriminator } = schemas.RunEvent as { discriminator: { propertyName: string; mapping: Json } }
  expect([discriminator.propertyName, Object.keys(discriminator.mapping)]).toEqual(['type', RUN_EVENT_TYPES])
})

test('the kinds of diagnostics are told apart by type', () => {
  const { discriminator } = schemas.DiagnosticMessage as {
    discriminator: { propertyName: string; mapping: Json }
  }
  expect([discriminator.propertyName, Object.keys(discriminator.mapping).length]).toEqual(['type', 26])
})

test('the document does not depend on when or where it is made', () => {
  expect(JSON.stringify(createStepflowApi(noService).openApiDocument())).toBe(JSON.stringify(document))
})

test('the document and health are answered while the database does not open', async () => {
  const store = { get: () => new Promise<never>(() => {}) }
  const engine = createEngine({ store, readFlow, reportError: () => {} })
  const api = createStepflowApi(engine)
  for (const path of ['openapi.json', 'openapi.yaml', 'health', 'components']) {
    expect((await api.fetch(new Request(`http://localhost/api/v1/${path}`))).status, path).toBe(200)
  }
})
