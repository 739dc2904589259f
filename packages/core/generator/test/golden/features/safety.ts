import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'

const secret = 'fedcba9876543210'.repeat(4)
const signer = { agentId: 'talent', secret }

/** The signature that the request should carry. */
function signatureOf(
  { method, url, headers, body }: Golden['server']['arrived'][number],
  strip = '',
): string {
  const signed = /^(GET|DELETE)$/.test(method) ? '' : body || '{}'
  const text = method + url.slice(strip.length) + headers['x-timestamp'] + headers['x-nonce'] + signed
  return createHmac('sha256', Buffer.from(secret, 'hex')).update(text).digest('hex')
}

export function safetyTests(golden: () => Golden): void {
  const callAll = async (options: object) => {
    golden().server.answer({ status: 204 })
    const client = await golden().client('signed', options)
    await client.payments?.create?.({ amount: 1 })
    await client.payments?.approve?.('p 1')
    await client.payments?.delete?.('p1')
    await client.payments?.list?.()
    await client.health?.check?.()
    return golden().server.arrived
  }

  describe('signed requests', () => {
    test('carry who signs and a signature of what is sent; open operations carry none', async () => {
      const [health, ...signed] = (await callAll(signer)).toReversed()
      expect(health?.headers).not.toHaveProperty('x-signature')
      expect(signed).toHaveLength(4)
      for (const request of signed) {
        expect(request.headers).toMatchObject({ 'x-agent-id': 'talent', 'x-signature': signatureOf(request) })
      }
      expect(signed.map(({ url }) => url)).toContain('/api/v1/payments/p%201/approve')
    })

    test('are signed by the path behind a proxy', async () => {
      const baseUrl = `${golden().server.url}/proxy/api/v1`
      const [request] = await callAll({ ...signer, baseUrl, signingPath: '/api/v1' })
      expect(request?.url).toBe('/proxy/api/v1/payments')
      expect(request?.headers['x-signature']).toBe(request && signatureOf(request, '/proxy'))
    })

    test('or carry the key, under the name that the config gives it', async () => {
      const [request] = await callAll({ apiKey: 'k' })
      expect(request?.headers).toMatchObject({ authorization: 'Bearer k' })
      expect(request?.headers).not.toHaveProperty('x-signature')
    })

    test.each<[object, RegExp]>([
      [{}, /Api needs apiKey, or agentId and secret, or auth; got none of them/],
      [{ agentId: 'a' }, /got agentId/],
      [{ secret }, /got secret/],
      [{ ...signer, apiKey: 'k' }, /got agentId and secret and apiKey/],
      [{ apiKey: 'k', signingPath: '/v1' }, /got signingPath and apiKey/],
      [{ ...signer, auth: {} }, /got agentId and secret and auth/],
      [{ ...signer, secret: secret.slice(1) }, /secret of 64 hex digits/],
      [{ ...signer, agentId: '' }, /needs https, id and/],
    ])('are refused with the credentials %j', async (options, message) => {
      const make = golden().client('signed', options)
      await expect(make).rejects.toThrow(message)
      await expect(make).rejects.not.toThrow(/fedcba/)
      await expect(make).rejects.toMatchObject({ name: 'UsageError' })
    })
  })

  describe('keyed operations', () => {
    test('send one key under each declared name, others none', async () => {
      const [create, approve, remove, list] = await callAll(signer)
      const uuid = /^[\da-f-]{36}$/
      expect(create?.headers).toMatchObject({
        'idempotency-key': expect.stringMatching(uuid),
        'x-idempotency-key': create?.headers['idempotency-key'],
      })
      for (const request of [approve, remove]) {
        expect(request?.headers['idempotency-key']).toMatch(uuid)
        expect(request?.headers).not.toHaveProperty('x-idempotency-key')
      }
      expect(list?.headers).not.toHaveProperty('idempotency-key')
    })

    test('are sent again with it', async () => {
      golden().server.answer({ status: 503 })
      const client = await golden().client('signed', { ...signer, maxRetries: 1, retryBaseMs: 1 })
      const error = await client.payments?.create?.({ amount: 1 }).catch((reason: unknown) => reason)
      const keys = golden().server.arrived.map(({ headers }) => headers['idempotency-key'])
      expect(keys).toHaveLength(2)
      expect(new Set([...keys, (error as { idempotencyKey: string }).idempotencyKey]).size).toBe(1)
      const nonces = golden().server.arrived.map(({ headers }) => headers['x-nonce'])
      expect(new Set(nonces).size).toBe(2)
    })
  })
}
