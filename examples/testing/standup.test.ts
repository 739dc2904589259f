/** With vitest: `npx vitest run examples/testing`. */
import { setupServer } from 'msw/node'
import { BikiniBottomClient, isError, ResponseFormatError, TaskStatus, TimeoutError } from 'openspawn'
import { faults, handlers, respondWith } from 'openspawn/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { standup } from './standup.ts'

const baseUrl = 'http://api.test'
const server = setupServer(...handlers({ baseUrl, seed: 1 }))
const client = new BikiniBottomClient({ baseUrl, apiKey: 'any', retryBaseMs: 1 })

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

test('tells who works on what', async () => {
  server.use(
    handlers.tasks.list([
      { identifier: 'T-1', title: 'Flip patties', status: TaskStatus.InProgress },
      { identifier: 'T-2', title: 'Find the formula', status: TaskStatus.Blocked },
    ]),
    handlers.events.list([{ severity: 'error' }, { severity: 'info' }]),
  )
  expect(await standup(client)).toEqual({
    working: ['T-1 Flip patties'],
    blocked: ['T-2 Find the formula'],
    errors: 1,
  })
})

test('takes whatever the API may answer', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    server.resetHandlers(...handlers({ baseUrl, seed }))
    expect((await standup(client)).errors).toBeGreaterThanOrEqual(0)
  }
})

test('is refused without a valid key', async () => {
  server.use(handlers.tasks.list(respondWith(401, { error: 'The key was revoked.' })))
  const error = await standup(client).catch((thrown: unknown) => thrown)
  if (!isError(error, client.tasks.list, 401)) throw error
  expect(error.body.error).toBe('The key was revoked.')
})

test('waits as long as the server asks', async () => {
  server.use(handlers.tasks.list([], { fault: faults.retryAfter(0, { times: 2 }) }))
  expect((await standup(client)).working).toEqual([])
})

test('does not wait longer than it may', async () => {
  server.use(handlers.tasks.list(faults.retryAfter(300)))
  const hasty = client.withOptions({ deadlineMs: 60_000 })
  await expect(standup(hasty)).rejects.toMatchObject({ status: 429, retryAfterMs: 300_000 })
})

test('survives a lost connection', async () => {
  server.use(handlers.tasks.list([], { fault: faults.resetOnce() }))
  expect((await standup(client)).working).toEqual([])
})

test('does not wait for a body that never ends', async () => {
  server.use(handlers.tasks.list(faults.stallBody({ times: Number.POSITIVE_INFINITY })))
  const hasty = client.withOptions({ attemptTimeoutMs: 200, maxRetries: 1 })
  await expect(standup(hasty)).rejects.toThrow(TimeoutError)
})

test('never takes a page of a gateway for tasks', async () => {
  server.use(handlers.tasks.list(faults.htmlInstead()))
  await expect(standup(client)).rejects.toThrow(ResponseFormatError)
})
