import { afterAll, beforeAll, expect, test } from 'vitest'
import { data, type Json, register } from './support/calls.ts'
import { type RunningOpenSpawn, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
beforeAll(async () => {
  server = await startOpenSpawn()
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

test('a registered agent is active at once, signs with its secret, and is listed without it', async () => {
  const agent = await register(server, { name: 'Worker Agent', role: 'worker', level: 3, model: 'gpt-4' })
  expect(agent).toMatchObject({ agentId: 'worker-agent', secret: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const [newest] = await data<Json[]>(agent.client, 'GET', '/agents')
  expect(newest).toEqual({
    id: agent.id,
    agentId: 'worker-agent',
    name: 'Worker Agent',
    role: 'worker',
    level: 3,
    model: 'gpt-4',
    status: 'active',
    currentBalance: 0,
    createdAt: expect.any(String),
  })
})
