import type { TestClient } from '@driftless/server-kit/testing'
import { expect } from 'vitest'
import type { Credentials, RunningOpenSpawn } from './server.ts'

export type Json = Record<string, unknown>

/** Body of an error. */
export interface ErrorBody {
  readonly error: string
  readonly code: string
  readonly details?: { readonly fields?: { in: string; field: string; message: string }[] } & Json
}

interface CreatedBody {
  readonly data: { readonly id: string; readonly agentId: string }
  readonly secret: string
}

/** Calls, and expects a status. */
export async function call<T>(
  client: TestClient,
  status: number,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await client.request<T>(method, path, body === undefined ? {} : { body })
  expect(response.status, `${method} ${path}: ${JSON.stringify(response.body)}`).toBe(status)
  return response.body
}

/** Calls, expects a success, and returns its data. */
export async function data<T = Json>(
  client: TestClient,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const status = method === 'POST' ? 201 : 200
  return (await call<{ data: T }>(client, status, method, path, body)).data
}

/** Calls, expects an error, and returns its code. */
export async function refusal(
  client: TestClient,
  status: number,
  method: string,
  path: string,
  body?: unknown,
): Promise<string> {
  return (await call<ErrorBody>(client, status, method, path, body)).code
}

/** An agent with a client that signs as it. */
export interface Member extends Credentials {
  readonly client: TestClient
}

/** Registers an agent. */
export async function register(
  server: RunningOpenSpawn,
  agent: Json = {},
  hr: TestClient = server.hr,
): Promise<Member> {
  const body = await call<CreatedBody>(hr, 201, 'POST', '/agents/register', { name: 'Worker', ...agent })
  return memberOf(server, body)
}

/** Spawns a child of an agent; it is pending. */
export async function spawn(server: RunningOpenSpawn, parent: TestClient, agent: Json = {}): Promise<Member> {
  return memberOf(
    server,
    await call<CreatedBody>(parent, 201, 'POST', '/agents/spawn', { name: 'Child', ...agent }),
  )
}

function memberOf(server: RunningOpenSpawn, { data: { id, agentId }, secret }: CreatedBody): Member {
  const credentials = { id, agentId, secret }
  return { ...credentials, client: server.as(credentials) }
}

/** Gives an agent credits out of nothing. */
export async function fund(server: RunningOpenSpawn, { id }: { id: string }, amount: number): Promise<void> {
  await data(server.hr, 'POST', '/credits/adjust', { agentId: id, amount, type: 'credit', reason: 'start' })
}
