import { describe, expect, test } from 'vitest'
import {
  type EarlierRequest,
  fingerprintOf,
  type IdempotencyRecords,
  idempotencyKey,
  isFinal,
  RollBackError,
  runOnce,
} from '../src/idempotency/index.ts'

const NAMES = ['Idempotency-Key', 'X-Idempotency-Key']
const key = (headers: Record<string, string>) => idempotencyKey(new Headers(headers), NAMES)

describe('keys', () => {
  test('any of the headers holds it; none is none', () => {
    expect(key({})).toBeUndefined()
    expect(key({ 'x-idempotency-key': 'a' })).toBe('a')
    expect(key({ 'idempotency-key': 'a', 'x-idempotency-key': 'a' })).toBe('a')
  })

  test.each<[Record<string, string>, string]>([
    [{ 'idempotency-key': '' }, 'Idempotency-Key'],
    [{ 'idempotency-key': 'a b' }, 'Idempotency-Key'],
    [{ 'idempotency-key': 'é' }, 'Idempotency-Key'],
    [{ 'x-idempotency-key': 'a'.repeat(256) }, 'X-Idempotency-Key'],
    [{ 'idempotency-key': 'a', 'x-idempotency-key': 'b' }, 'X-Idempotency-Key'],
  ])('%j is refused', (headers, field) => {
    expect(() => key(headers)).toThrow(
      expect.objectContaining({ status: 422, fields: [expect.objectContaining({ field })] }),
    )
  })
})

test.each([
  [200, true],
  [201, true],
  [409, true],
  [422, true],
  [401, false],
  [429, false],
  [500, false],
  [503, false],
])('an answer %i is final: %s', (status, final) => {
  expect(isFinal(status)).toBe(final)
})

describe('running once', () => {
  const request = { caller: 'c', method: 'POST', path: '/', key: 'k', fingerprint: fingerprintOf('{}') }
  const reply = (status: number) => ({ status, contentType: 'application/json', body: '{}' })

  function records(): IdempotencyRecords & { kept: EarlierRequest | undefined } {
    const store = {
      kept: undefined as EarlierRequest | undefined,
      take: async () => store.kept,
      keep: async ({ fingerprint }: { fingerprint: string }, kept: EarlierRequest['reply']) => {
        store.kept = { fingerprint, reply: kept }
      },
    }
    return store
  }

  test('the answer of the first is that of the second, which carries out nothing', async () => {
    const store = records()
    expect(await runOnce(store, request, async () => reply(409))).toEqual({ kind: 'carried-out' })
    const never = () => Promise.reject(new Error('carried out again'))
    expect(await runOnce(store, request, never)).toEqual({ kind: 'replay', reply: reply(409) })
    const other = { ...request, fingerprint: fingerprintOf('{ }') }
    expect(await runOnce(store, other, never)).toEqual({ kind: 'other-body' })
  })

  test('what is not final is rolled back and not kept', async () => {
    const store = records()
    await expect(runOnce(store, request, async () => reply(503))).rejects.toBeInstanceOf(RollBackError)
    expect(store.kept).toBeUndefined()
  })
})
