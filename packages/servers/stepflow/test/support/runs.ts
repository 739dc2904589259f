import type { TestClient } from '@driftless/server-kit/testing'
import { expect } from 'vitest'
import type { Json } from './calls.ts'

/** Gets what must be there. */
export async function getJson<T = Json>(client: TestClient, path: string): Promise<T> {
  const { status, body } = await client.request<T>('GET', path)
  expect(status, path).toBe(200)
  return body
}

interface StepBody {
  readonly status: string
  readonly result?: Json
}

/** Status and result of each step of a run. */
export async function getSteps(client: TestClient, runId: string): Promise<Record<string, StepBody>> {
  return (await getJson<{ steps: Record<string, StepBody> }>(client, `/runs/${runId}/steps`)).steps
}

/** Status of each step of a run. */
export async function getStepStatuses(client: TestClient, runId: string): Promise<Record<string, string>> {
  const steps = Object.entries(await getSteps(client, runId))
  return Object.fromEntries(steps.map(([id, { status }]) => [id, status]))
}
