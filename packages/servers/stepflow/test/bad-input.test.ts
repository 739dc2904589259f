import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFlow, storeFlow } from './support/calls.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

let stepflow: RunningStepflow
let flowId: string
let runId: string
beforeAll(async () => {
  stepflow = await startStepflow()
  flowId = await storeFlow(stepflow, { name: 'good', output: { $input: '$' } })
  runId = (await runFlow(stepflow, { name: 'good', output: { $input: '$' } })).runId
})
afterAll(async () => {
  expect(stepflow.loggedErrors).toEqual([])
  await stepflow.stop()
})

interface ErrorBody {
  readonly code: number
  readonly message: string
  readonly fields?: { in: string; field: string; message: string }[]
}

/** zod leaves such keys out of maps without a word. */
const proto: unknown = JSON.parse('{"__proto__":{"value":{}}}')
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('bodies', () => {
  const table: [name: string, path: string, body: unknown, status: number, field?: string][] = [
    ['null instead of a request', '/flows', null, 422, ''],
    ['an array instead of a request', '/flows', [], 422, ''],
    ['no flow', '/flows', {}, 422, 'flow'],
    ['a flow of the wrong type', '/flows', { flow: 'x' }, 422, 'flow'],
    ['steps of the wrong type', '/flows', { flow: { steps: {} } }, 422, 'flow.steps'],
    [
      'a step without a component',
      '/flows',
      { flow: { steps: [{ id: 'a' }] } },
      422,
      'flow.steps.0.component',
    ],
    [
      'an unknown action',
      '/flows',
      { flow: { steps: [{ id: 'a', component: '/x', onError: { action: 'z' } }] } },
      422,
      'flow.steps.0.onError.action',
    ],
    ['a broken path', '/flows', { flow: { output: { $input: '$[' } } }, 422, 'flow.output.$input'],
    ['a conditional without then', '/flows', { flow: { output: [{ $if: true }] } }, 422, 'flow.output.0'],
    [
      'a schema that is a list',
      '/flows',
      { flow: { schemas: { properties: { input: [] } } } },
      422,
      'flow.schemas.properties.input',
    ],
    [
      'an index beyond all numbers',
      '/flows',
      { flow: { output: { $input: '$[9007199254740992]' } } },
      422,
      'flow.output.$input',
    ],
    ['half a surrogate pair in a name', '/flows', { flow: { name: 'a\ud800' } }, 422, 'flow.name'],
    [
      'half a surrogate pair in a label',
      '/flows',
      { flow: { metadata: { label: '\udfff' } } },
      422,
      'flow.metadata.label',
    ],
    ['metadata named __proto__', '/flows', { flow: { metadata: proto } }, 422, 'flow.metadata.__proto__'],
    [
      'a definition named __proto__',
      '/flows',
      { flow: { schemas: { $defs: proto } } },
      422,
      'flow.schemas.$defs.__proto__',
    ],
    [
      'a variable named __proto__',
      '/runs',
      { flowId: '', input: [1], variables: proto },
      422,
      'variables.__proto__',
    ],
    [
      'an override of a step named __proto__',
      '/runs',
      { flowId: '', input: [1], overrides: { steps: proto } },
      422,
      'overrides.steps.__proto__',
    ],
    [
      'the same without steps around it',
      '/runs',
      { flowId: '', input: [1], overrides: proto },
      422,
      'overrides.steps.__proto__',
    ],
    ['more inputs than a run takes', '/runs', { flowId: '', input: Array(10_001).fill(0) }, 422, 'input'],
    ['a dry run of the wrong type', '/flows', { flow: {}, dryRun: 'yes' }, 422, 'dryRun'],
    ['no flow id', '/runs', { input: [1] }, 422, 'flowId'],
    ['a flow id of the wrong form', '/runs', { flowId: 'x', input: [1] }, 422, 'flowId'],
    ['a flow id in capitals', '/runs', { flowId: 'A'.repeat(64), input: [1] }, 422, 'flowId'],
    ['a flow that does not exist', '/runs', { flowId: 'a'.repeat(64), input: [1] }, 404],
    ['an input that is no list', '/runs', { flowId: '', input: {} }, 422, 'input'],
    ['no concurrency at all', '/runs', { flowId: '', input: [1], maxConcurrency: 0 }, 422, 'maxConcurrency'],
    ['half a concurrency', '/runs', { flowId: '', input: [1], maxConcurrency: 1.5 }, 422, 'maxConcurrency'],
    ['a wait of no time', '/runs', { flowId: '', input: [1], timeoutSecs: 0 }, 422, 'timeoutSecs'],
    ['a wait too long', '/runs', { flowId: '', input: [1], timeoutSecs: 301 }, 422, 'timeoutSecs'],
    ['variables that are a list', '/runs', { flowId: '', input: [1], variables: [] }, 422, 'variables'],
    ['overrides that are a text', '/runs', { flowId: '', input: [1], overrides: 'x' }, 422, 'overrides'],
    [
      'an override without a value',
      '/runs',
      { flowId: '', input: [1], overrides: { steps: { a: {} } } },
      422,
      'overrides.steps.a.value',
    ],
    ['a step id of the wrong type', '/runs/RUN/debug/eval', { stepId: 1 }, 422, 'stepId'],
    ['step ids of the wrong type', '/runs/RUN/debug/queue', { stepIds: [1] }, 422, 'stepIds'],
  ]

  test.each(table)('%s', async (_, path, body, status, field) => {
    const sent =
      typeof body === 'object' && body !== null && 'flowId' in body && body.flowId === ''
        ? { ...body, flowId }
        : body
    const answer = await stepflow.request<ErrorBody>('POST', path.replace('RUN', runId), { body: sent })
    expect([answer.status, answer.body.code], answer.body.message).toEqual([status, status])
    if (field === undefined) return
    expect(answer.body.fields?.map((each) => [each.in, each.field])).toContainEqual(['body', field])
    expect(answer.body.message).toContain(field)
  })

  test.each([
    ['broken JSON', '{"flow":', 400],
    ['nothing', '', 400],
    ['a NUL byte', '\0', 400],
    ['a number that no double holds', '{"flow":{"output":1e999}}', 400],
    ['nesting beyond the limit', `{"flow":{"output":${deep(200)}}}`, 400],
    ['nesting that would break a recursive reader', `{"flow":{"output":${deep(200_000)}}}`, 400],
    ['more than two megabytes', `{"flow":{"name":"${'x'.repeat(3_000_000)}"}}`, 413],
  ])('%s', async (_, rawBody, status) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await stepflow.request<ErrorBody>('POST', '/flows', { rawBody, headers })
    expect([answer.status, answer.body.code]).toEqual([status, status])
  })

  test.each(['name', 'label'])('a NUL character in the %s of a flow', async (place) => {
    const flow = place === 'name' ? { name: 'a\0b' } : { metadata: { label: 'a\0b' } }
    const { status, body } = await stepflow.request<ErrorBody>('POST', '/flows', { body: { flow } })
    expect([status, body.fields?.[0]?.message]).toEqual([422, 'Must not contain a NUL character'])
  })

  test('another content type', async () => {
    const answer = await stepflow.request('POST', '/runs', {
      rawBody: 'a=b',
      headers: { 'content-type': 'text/plain' },
    })
    expect(answer.status).toBe(415)
  })
})

describe('queries and paths', () => {
  test.each([
    ['status=done', 'status'],
    ['status=', 'status'],
    ['limit=-1', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=', 'limit'],
    ['limit=1e2', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['offset=99999999999', 'offset'],
    ['maxDepth=x', 'maxDepth'],
    ['rootRunId=x', 'rootRunId'],
    ['parentRunId=', 'parentRunId'],
    ['flowName=%00', 'flowName'],
    ['flowLabel=a%00b', 'flowLabel'],
  ])('/runs?%s is 422', async (query, field) => {
    const { status, body } = await stepflow.request<ErrorBody>('GET', `/runs?${query}`)
    expect([status, body.fields?.map((each) => [each.in, each.field])]).toEqual([422, [['query', field]]])
  })

  test.each([
    'unknown=1',
    'flow_name=x',
    '%',
    '%E0%A4%A',
    'flowName=%F0%9F%A6%86',
    `flowName=${'x'.repeat(5000)}`,
    '=',
    '&&',
    "flowName=';--",
  ])('/runs?%s is no fault', async (query) => {
    expect((await stepflow.request('GET', `/runs?${query}`)).status).toBe(200)
  })

  const ids = [
    'x',
    '1',
    '%00',
    '..%2f..',
    `${'0'.repeat(5000)}`,
    '%E0%A4%A',
    'ü',
    "';drop table runs;--",
    '%F0%9F%A6%86',
  ]
  const operations: [method: string, path: string][] = [
    ['GET', '/runs/ID'],
    ['DELETE', '/runs/ID'],
    ['POST', '/runs/ID/cancel'],
    ['GET', '/runs/ID/flow'],
    ['GET', '/runs/ID/items'],
    ['GET', '/runs/ID/steps'],
    ['POST', '/runs/ID/debug/next'],
    ['POST', '/runs/ID/debug/run-queue'],
    ['GET', '/runs/ID/debug/queue'],
    ['GET', '/runs/ID/debug/show/x'],
    ['GET', '/flows/ID'],
    ['DELETE', '/flows/ID'],
  ]

  test.each(operations)('%s %s refuses every id that is none', async (method, path) => {
    for (const id of ids) {
      const { status, body } = await stepflow.request<ErrorBody>(method, path.replace('ID', id))
      expect([id, status, body.fields?.[0]?.in]).toEqual([id, 422, 'path'])
    }
  })

  test.each(operations)('%s %s does not find an id that nothing has', async (method, path) => {
    const id = path.startsWith('/flows') ? 'f'.repeat(64) : crypto.randomUUID()
    expect((await stepflow.request(method, path.replace('ID', id))).status).toBe(404)
  })

  test.each([
    ['PUT', '/runs', 'GET, POST'],
    ['POST', '/health', 'GET'],
    ['DELETE', '/flows', 'POST'],
    ['PATCH', '/runs/x/debug/queue', 'POST, GET'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    const { status, headers } = await stepflow.request(method, path)
    expect([status, headers.get('allow')?.split(', ').sort()]).toEqual([405, allow.split(', ').sort()])
  })

  test.each(['', '/', '/run', '/runs/', '/runs/x/y', '/flows/', '/openapi.xml', '//runs'])(
    '%j is 404',
    async (path) => {
      expect((await stepflow.request('GET', path)).status).toBe(404)
    },
  )
})
