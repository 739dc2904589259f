import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, type ErrorBody, register } from './support/calls.ts'
import { type RunningOpenSpawn, signatureOf, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
/** Added to the server's clock. */
let later = 0
const clock = () => new Date(Date.now() + later)
beforeAll(async () => {
  server = await startOpenSpawn({ now: clock, rateLimit: { requests: 3, windowSeconds: 60 } })
})
afterAll(() => server.stop())

test('a caller that asks too often is told to wait, and then may again; others are not held up', async () => {
  const [one, other] = [await register(server), await register(server)]
  const ask = async ({ agentId, secret } = one) => {
    const timestamp = String(Math.floor(clock().getTime() / 1000))
    const headers = signatureOf({ agentId, secret }, 'GET', '/agents', {}, timestamp)
    return server.anonymous.request<ErrorBody>('GET', '/agents', { headers })
  }
  const remaining = []
  for (let request = 0; request < 3; request++) {
    const { status, headers } = await ask()
    remaining.push([status, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')])
  }
  expect(remaining).toEqual([
    [200, '3', '2'],
    [200, '3', '1'],
    [200, '3', '0'],
  ])
  const { status, headers, body } = await ask()
  expect([status, body.code]).toEqual([429, 'rate_limited'])
  const seconds = Number(headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  expect((await ask(other)).status).toBe(200)
  later = seconds * 1000
  expect((await ask()).status).toBe(200)
})

test('who cannot prove who it is uses up nobody’s requests', async () => {
  const agent = await register(server, {}, server.withKey(server.first.apiKey))
  for (let request = 0; request < 5; request++) {
    await call(server.as({ ...agent, secret: '0'.repeat(64) }), 401, 'GET', '/agents')
  }
  later = 0
  await call(agent.client, 200, 'GET', '/agents')
})
