import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runFlow, succeeded } from './support/calls.ts'
import { getJson } from './support/runs.ts'
import { type RunningStepflow, startStepflow } from './support/server.ts'

let stepflow: RunningStepflow
beforeAll(async () => {
  stepflow = await startStepflow()
})
afterAll(async () => {
  expect(stepflow.loggedErrors).toEqual([])
  await stepflow.stop()
})

const sha256 = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex')

async function store(body: unknown): Promise<string> {
  const answer = await stepflow.request<{ blobId: string }>('POST', '/blobs', { body })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.blobId
}

async function storeBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const headers = { 'content-type': 'application/octet-stream' }
  const answer = await stepflow.request<{ blobId: string }>('POST', '/blobs', { rawBody: bytes, headers })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
  return answer.body.blobId
}

async function fetchBlob(blobId: string) {
  const response = await fetch(`${stepflow.url}/blobs/${blobId}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, type: response.headers.get('content-type'), bytes }
}

describe('values', () => {
  test.each([[null], [0], ['text'], [[1, [2]]], [{ b: 1, a: '\u0000' }]])('%j is kept', async (data) => {
    const blobId = await store({ data })
    expect(blobId).toBe(sha256(JSON.stringify(data)))
    expect(await getJson(stepflow, `/blobs/${blobId}`)).toEqual(data)
  })

  test('a flow is stored like any flow, and can be run', async () => {
    const flow = { name: 'blob', output: { $input: '$' } }
    const flowId = await store({ data: flow, blobType: 'flow' })
    expect(await getJson(stepflow, `/flows/${flowId}`)).toMatchObject({ flow })
    const run = await stepflow.request('POST', '/runs', { body: { flowId, input: [7] } })
    expect(run.body).toMatchObject({ result: succeeded(7) })
  })

  test('components see what was stored over HTTP', async () => {
    const blobId = await store({ data: { shared: true } })
    const step = { id: 'g', component: '/builtin/get_blob', input: { blob_id: blobId } }
    const { result } = await runFlow(stepflow, { steps: [step], output: { $step: 'g', path: '$.data' } })
    expect(result).toEqual(succeeded({ shared: true }))
  })

  test.each([
    ['no data as a flow', { blobType: 'flow' }, 'data'],
    ['a flow that is none', { data: { steps: 1 }, blobType: 'flow' }, 'data'],
    ['a flow that is broken', { data: { output: { $step: 'x' } }, blobType: 'flow' }, 'data'],
    ['an unknown type', { data: 1, blobType: 'binary' }, 'blobType'],
  ])('%s is 422', async (_, body, field) => {
    const answer = await stepflow.request<{ fields: object[] }>('POST', '/blobs', { body })
    expect([answer.status, answer.body.fields]).toEqual([
      422,
      [{ in: 'body', field, message: expect.any(String) }],
    ])
  })
})

describe('bytes', () => {
  test.each([
    ['all of them', Uint8Array.from({ length: 256 }, (_, value) => value)],
    ['none', new Uint8Array()],
  ])('%s are kept', async (_, bytes) => {
    const blobId = await storeBytes(bytes)
    expect(blobId).toBe(sha256(bytes))
    expect(await fetchBlob(blobId)).toEqual({ status: 200, type: 'application/octet-stream', bytes })
  })

  test('that are the JSON of a value are that value, whichever comes first', async () => {
    for (const text of ['"bytes first"', '"value first"']) {
      const bytes = new TextEncoder().encode(text)
      const asBytes = () => storeBytes(bytes)
      const asValue = () => store({ data: JSON.parse(text) })
      const ids = text.includes('bytes first')
        ? [await asBytes(), await asValue()]
        : [await asValue(), await asBytes()]
      expect(ids).toEqual([sha256(text), sha256(text)])
      expect(await fetchBlob(sha256(text))).toEqual({ status: 200, type: 'application/json', bytes })
    }
  })

  test('are no value for components, and no flow', async () => {
    const blobId = await storeBytes(new Uint8Array([0xff]))
    const step = { id: 'g', component: '/builtin/get_blob', input: { blob_id: blobId } }
    const { result } = await runFlow(stepflow, { steps: [step], output: { $step: 'g' } })
    expect(result?.error).toEqual({ code: 400, message: `Blob ${blobId} holds bytes, not JSON` })
    expect((await stepflow.request('GET', `/flows/${blobId}`)).status).toBe(404)
  })

  test('over 2 MiB are 413, another content type is 415', async () => {
    const send = (type: string, size: number) =>
      stepflow.request('POST', '/blobs', {
        rawBody: new Uint8Array(size),
        headers: { 'content-type': type },
      })
    expect((await send('application/octet-stream', 2 * 1024 * 1024 + 1)).status).toBe(413)
    expect((await send('image/png', 1)).status).toBe(415)
  })
})

test('an unknown blob is 404, an id of the wrong form 422', async () => {
  expect((await stepflow.request('GET', `/blobs/${'0'.repeat(64)}`)).status).toBe(404)
  expect((await stepflow.request('GET', '/blobs/x')).status).toBe(422)
})
