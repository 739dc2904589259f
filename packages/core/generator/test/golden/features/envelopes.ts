import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'

export function envelopeTests(golden: () => Golden): void {
  const call = (method: string, ...given: unknown[]) => golden().call('envelopes', method, ...given)
  const failure = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => expect.unreachable('the call did not fail'),
      (error: unknown) => error,
    )

  describe('results in envelopes', () => {
    test('are taken out, decoded; numbers may come as text; what is writeOnly never reaches the caller', async () => {
      const secret = { type: 'Buffer', data: [1, 2] }
      const manager = { agent_id: 'm', level: '10', hmacSecretEnc: secret }
      golden().server.json({
        data: [{ agent_id: 'a', level: '3', shares: ['1.5', 2, '-1e2'], hmacSecretEnc: secret, manager }],
        meta: {},
      })
      expect(await call('agents.list')).toEqual([
        { agentId: 'a', level: 3, shares: [1.5, 2, -100], manager: { agentId: 'm', level: 10 } },
      ])
      golden().server.json({ data: { current_balance: '12' } })
      expect(await call('agents.getBalance', 'a')).toBe(12)
      golden().server.json({ data: { agent_state: 'active' } })
      expect(await call('agents.getState', 'a')).toEqual({ agentState: 'active' })
    })

    test('text that is no number stays, and one that would lose precision is an error', async () => {
      for (const text of ['', ' 1', '0x10', 'Infinity', 'many', '1.', null]) {
        golden().server.json({ data: { current_balance: text } })
        expect(await call('agents.getBalance', 'a')).toBe(text)
      }
      golden().server.json({ data: { current_balance: '9007199254740993' } })
      expect(await failure(call('agents.getBalance', 'a'))).toMatchObject({ name: 'ResponseFormatError' })
    })

    test('that are missing are errors that say where they should be', async () => {
      for (const body of [{}, { data: null }, { data: { balance: 1 } }, [], 'text', { data: 'text' }]) {
        golden().server.json(body)
        const error = await failure(call('agents.getBalance', 'a'))
        expect(error).toMatchObject({
          name: 'ResponseFormatError',
          message: 'getAgentBalance: the body has no /data/currentBalance',
          body,
        })
      }
      golden().server.json({ data: { __proto__: { current_balance: 1 } } })
      expect(await failure(call('agents.getBalance', 'a'))).toMatchObject({ name: 'ResponseFormatError' })
    })

    test('null means not found, where the document says so', async () => {
      const { main, operations } = await golden().module('envelopes')
      golden().server.json({ agent_data: null })
      const error = await failure(call('agents.get', 'a'))
      expect(error).toMatchObject({
        name: 'NotFoundError',
        status: 404,
        statusCode: 404,
        operation: 'getAgent',
      })
      expect(error instanceof (main.NotFoundError as typeof Error)).toBe(true)
      expect(main.isError(error, operations.getAgent, 404)).toBe(true)
      expect(golden().server.arrived).toHaveLength(1)
      golden().server.json(null)
      expect(await failure(call('agents.getNote', 'a'))).toMatchObject({ name: 'NotFoundError' })
      golden().server.json({ agent_data: { agent_id: 'a', level: 1 } })
      expect(await call('agents.get', 'a')).toEqual({ agentId: 'a', level: 1 })
    })

    test('a body that is left out is sent as {}, where the document says so', async () => {
      golden().server.answer({ status: 204 })
      await call('agents.reject', 'a')
      expect(golden().server.only()).toMatchObject({ method: 'DELETE', body: '{}' })
      expect(golden().server.only().headers['content-type']).toBe('application/json')
      golden().server.answer({ status: 204 })
      await call('agents.reject', 'a', { rejectReason: 'late' })
      expect(golden().server.only().body).toBe('{"reject_reason":"late"}')
    })
  })
}
