import type { TestClient } from '@driftless/server-kit/testing'
import { expect } from 'vitest'

export type Json = Record<string, unknown>

export interface RunBody {
  readonly runId: string
  readonly itemCount: number
  readonly status: string
  readonly debug: boolean
  readonly result?: { readonly outcome: string; readonly result?: unknown; readonly error?: Json }
}

/** Stores a flow and returns its id. */
export async function storeFlow(client: TestClient, flow: Json): Promise<string> {
  const { status, body } = await client.request<{ flowId: string }>('POST', '/flows', { body: { flow } })
  expect(status).toBe(200)
  expect(body.flowId, JSON.stringify(body)).toBeDefined()
  return body.flowId
}

/** Stores a flow and runs it on one input. */
export async function runFlow(
  client: TestClient,
  flow: Json,
  input: unknown = {},
  options: Json = {},
): Promise<RunBody> {
  const flowId = await storeFlow(client, flow)
  const { status, body } = await client.request<RunBody>('POST', '/runs', {
    body: { flowId, input: [input], ...options },
  })
  expect([200, 202], JSON.stringify(body)).toContain(status)
  return body
}

/** A step that returns its input. */
export const echo = (id: string, input: unknown, more: Json = {}): Json => ({
  id,
  component: '/test/echo',
  input,
  ...more,
})

/** Result of a run that succeeded. */
export const succeeded = (result: unknown) => ({ outcome: 'success', result })
