import { expect, test } from 'vitest'
import { createOpenSpawnApi } from '../src/api/app.ts'

type Json = Record<string, unknown>

interface Operation extends Json {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly parameters?: { name: string; description: string }[]
  readonly requestBody?: { required: boolean; content: Record<string, { schema: Json }> }
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
}

const api = createOpenSpawnApi({
  // A database that never opens.
  store: () => new Promise<never>(() => {}),
  vault: { seal: String, open: String },
  now: () => new Date(),
  rateLimit: undefined,
  waitMs: 0,
})
const document = api.openApiDocument()
const paths = document.paths as Record<string, Record<string, Operation>>
const { schemas, securitySchemes } = document.components as {
  schemas: Record<string, Json>
  securitySchemes: Json
}
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    method,
    name: `${method.toUpperCase()} ${path}`,
    operation,
  })),
)

test('operations are where the real server has them, under the names of the guide', () => {
  const list = operations.map(({ name, operation }) => {
    const { resource, method } = operation['x-driftless-resource'] as { resource: string; method: string }
    return `${resource}.${method} ${name}`
  })
  expect(list.sort()).toEqual([
    'agents.activate POST /agents/{id}/activate',
    'agents.addCapability POST /agents/{id}/capabilities',
    'agents.create POST /agents/register',
    'agents.get GET /agents/{id}',
    'agents.getBalance GET /agents/{id}/credits/balance',
    'agents.getCapabilities GET /agents/{id}/capabilities',
    'agents.getHierarchy GET /agents/{id}/hierarchy',
    'agents.list GET /agents',
    'agents.reject DELETE /agents/{id}/reject',
    'agents.removeCapability DELETE /agents/capabilities/{capabilityId}',
    'agents.revoke POST /agents/{id}/revoke',
    'agents.spawn POST /agents/spawn',
    'agents.update PATCH /agents/{id}',
    'agents.updateCapability PATCH /agents/capabilities/{capabilityId}',
    'apiKeys.create POST /api-keys',
    'apiKeys.list GET /api-keys',
    'apiKeys.revoke DELETE /api-keys/{id}',
    'channels.create POST /channels',
    'channels.get GET /channels/{id}',
    'channels.list GET /channels',
    'credits.adjust POST /credits/adjust',
    'credits.balance GET /credits/balance',
    'credits.history GET /credits/history',
    'credits.spend POST /credits/spend',
    'credits.transfer POST /agents/credits/transfer',
    'events.get GET /events/{id}',
    'events.list GET /events',
    'health.check GET /health',
    'messages.get GET /messages/{id}',
    'messages.getThread GET /messages/{id}/thread',
    'messages.list GET /messages',
    'messages.send POST /messages',
    'tasks.addComment POST /tasks/{id}/comments',
    'tasks.addDependency POST /tasks/{id}/dependencies',
    'tasks.approve POST /tasks/{id}/approve',
    'tasks.assign POST /tasks/{id}/assign',
    'tasks.claim POST /tasks/{id}/claim',
    'tasks.create POST /tasks',
    'tasks.get GET /tasks/{id}',
    'tasks.list GET /tasks',
    'tasks.listComments GET /tasks/{id}/comments',
    'tasks.removeDependency DELETE /tasks/{id}/dependencies/{dependsOnId}',
    'tasks.transition POST /tasks/{id}/transition',
  ])
})

test('every operation that changes something is keyed and answers 201 to POST, 200 else; no other is keyed', () => {
  for (const { name, method, operation } of operations) {
    const changes = method !== 'get'
    expect(operation['x-driftless-retry'], name).toBe(changes ? 'keyed' : undefined)
    expect(operation['x-driftless-idempotency'], name).toEqual(
      changes ? ['Idempotency-Key', 'X-Idempotency-Key'] : undefined,
    )
    expect(operation.responses[method === 'post' ? 201 : 200], name).toBeDefined()
  }
})

test('callers show a key or sign; health is for all', () => {
  expect(document.security).toEqual([{ apiKey: [] }, { hmac: [] }])
  const own = operations.filter(({ operation }) => operation.security !== undefined)
  expect(own.map(({ name, operation }) => [name, operation.security])).toEqual([['GET /health', []]])
  expect(securitySchemes.apiKey).toMatchObject({ type: 'http', scheme: 'bearer' })
  expect(securitySchemes.hmac).toMatchObject({
    type: 'apiKey',
    in: 'header',
    name: 'X-Signature',
    'x-driftless-hmac': {
      algorithm: 'sha256',
      key: { encoding: 'hex', bytes: 32 },
      headers: { id: 'X-Agent-Id', timestamp: 'X-Timestamp', nonce: 'X-Nonce', signature: 'X-Signature' },
      options: { id: 'agentId', secret: 'secret' },
      timestamp: 'seconds',
      nonceBytes: 32,
      sign: ['method', 'path', 'timestamp', 'nonce', 'body'],
      bodyless: ['GET', 'HEAD', 'DELETE'],
      emptyBody: '{}',
    },
  })
})

test('lists that page say how; what is odd elsewhere is declared', () => {
  const with_ = (key: string) =>
    Object.fromEntries(
      operations.flatMap(({ operation }) =>
        key in operation ? [[operation.operationId, operation[key]]] : [],
      ),
    )
  expect(with_('x-driftless-pagination')).toEqual({
    listCreditHistory: {
      kind: 'offset',
      offset: 'offset',
      limit: 'limit',
      items: '/data',
      total: '/meta/total',
      meta: '/meta',
    },
    listEvents: {
      kind: 'page',
      page: 'page',
      limit: 'limit',
      items: '/data',
      total: '/meta/total',
      meta: '/meta',
    },
    listMessages: { kind: 'before-id', before: 'before', limit: 'limit', items: '/data', id: '/id' },
  })
  expect(with_('x-driftless-null')).toEqual({ getEvent: 'not-found' })
  expect(with_('x-driftless-send-empty-body')).toEqual({ rejectAgent: true })
  const results = with_('x-driftless-result')
  expect([results.getAgentBalance, results.getCreditBalance]).toEqual(['/data/balance', '/data/balance'])
  expect([results.registerAgent, results.spawnAgent, results.createApiKey]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(schemas.PageMeta).toMatchObject({
    properties: { total: { 'x-driftless-coerce': true }, page: { 'x-driftless-coerce': true } },
  })
})

test('bodies are required but for the one that may be left out', () => {
  const optional = operations.filter(({ operation }) => operation.requestBody?.required === false)
  expect(optional.map(({ operation }) => operation.operationId)).toEqual(['rejectAgent'])
})

test('every operation, parameter, response, component and property is described', () => {
  for (const { name, operation } of operations) {
    expect(operation.summary, name).toMatch(/\w/)
    expect(operation.description, name).toMatch(/\.$/)
    for (const parameter of operation.parameters ?? []) expect(parameter.description, name).toMatch(/\.$/)
    for (const response of Object.values(operation.responses))
      expect(response.description, name).toMatch(/\.$/)
  }
  const bare = Object.entries(schemas).flatMap(([name, schema]) => [
    ...(typeof schema.description === 'string' ? [] : [name]),
    ...Object.entries((schema.properties ?? {}) as Record<string, Json>)
      .filter(([, property]) => typeof property.description !== 'string' && property.$ref === undefined)
      .map(([property]) => `${name}.${property}`),
  ])
  expect(bare).toEqual([])
})

test('every body and every answer is a named component, and errors have one shape', () => {
  for (const { name, operation } of operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const schema = content?.['application/json']?.schema ?? {}
      expect(Object.keys(schema), `${name} ${status}`).toEqual(['$ref'])
      if (!status.startsWith('2')) expect(schema.$ref).toBe('#/components/schemas/ErrorResponse')
    }
    const body = operation.requestBody?.content['application/json']?.schema
    if (body !== undefined) expect(Object.keys(body), name).toEqual(['$ref'])
  }
})

test('no answer can hold what a secret is kept in', () => {
  const text = JSON.stringify(schemas)
  for (const name of ['sealedSecret', 'hmacSecretEnc', 'keyHash']) expect(text).not.toContain(name)
})

test('document and health are answered while the database does not open', async () => {
  for (const path of ['openapi.json', 'openapi.yaml', 'health']) {
    const response = await api.fetch(new Request(`http://localhost/api/v1/${path}`))
    expect(response.status, path).toBe(200)
    if (path === 'openapi.yaml') expect(await response.text()).toContain('x-driftless-hmac:')
  }
})
