import { expect, test } from 'vitest'
import { type DriftlessError, OutcomeUnknownError, RetryableError, ServerError } from '../src/index.ts'
import { getThing, payOnce } from './support/operations.ts'
import { type Answer, clientFor, json, plain, rejection, reset, serve } from './support/server.ts'

const many = { retryBaseMs: 0, maxRetries: 1000 }

/** A server that fails, except where a request asks it not to. */
const failing: Answer = (request, response) =>
  (request.url?.includes('well=1') ? json({}) : plain(503))(request, response)

test('all clients of an origin share a hundred retries; a success gives half a one back', async () => {
  const server = await serve(failing)
  const error = (await rejection(clientFor(server, many).call(getThing))) as DriftlessError
  expect(error).toBeInstanceOf(ServerError)
  expect(error).toBeInstanceOf(RetryableError)
  expect(server.received).toHaveLength(101)

  const other = clientFor(server, { ...many, headers: { 'x-other': '1' } })
  await rejection(other.call(getThing))
  expect(server.received).toHaveLength(102)
  for (const sent of [104, 106, 108]) {
    await other.call(getThing, { query: { well: 1 } })
    await rejection(other.call(getThing))
    // After one success there is half a retry, after two a whole one.
    expect(server.received).toHaveLength(sent + (sent === 108 ? 1 : sent === 106 ? 1 : 0))
  }
})

test('the budget never grows beyond a hundred, and other origins have their own', async () => {
  const [server, other] = [await serve(failing), await serve(failing)]
  const client = clientFor(server, many)
  await rejection(client.call(getThing, {}, { maxRetries: 1 }))
  for (let count = 0; count < 10; count++) await client.call(getThing, { query: { well: 1 } })
  const before = server.received.length
  await rejection(client.call(getThing))
  expect(server.received.length - before).toBe(101)
  await rejection(clientFor(other, many).call(getThing))
  expect(other.received).toHaveLength(101)
})

test('`retryBudget: false` neither obeys nor spends it', async () => {
  const server = await serve(failing)
  await rejection(clientFor(server, { ...many, retryBudget: false, maxRetries: 150 }).call(getThing))
  expect(server.received).toHaveLength(151)
  await rejection(clientFor(server, many).call(getThing))
  expect(server.received).toHaveLength(252)
})

test('without budget, the outcome of a keyed call that is lost is unknown', async () => {
  const server = await serve(reset)
  const error = (await rejection(clientFor(server, many).call(payOnce))) as DriftlessError
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(error.idempotencyKey).toBeDefined()
  expect(server.received).toHaveLength(101)
})
