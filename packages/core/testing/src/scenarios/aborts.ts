/** Callers who have changed their minds. */
import { failure, json, silence } from '../answers.ts'
import { check, eventually, outcomeOf, told } from '../expect.ts'
import type { Scenario } from '../scenario.ts'

export const abortBefore: Scenario = {
  id: 'abort-before',
  server: 'Would answer, but the signal was aborted before the call.',
  expected: 'The call fails, and nothing is sent.',
  needs: ['signal'],
  async run({ serve, connect }) {
    const server = await serve(json({ name: 'thing' }))
    const session = await connect(server)
    const outcome = await outcomeOf(() => session.get('/things', { signal: AbortSignal.abort() }))
    check(!outcome.isSuccess, told(outcome))
    check(server.received.length === 0, 'sent the request')
  },
}

export const abortDuring: Scenario = {
  id: 'abort-during',
  server: 'Says nothing; the caller aborts meanwhile.',
  expected: 'The call fails with an error of the client or an `AbortError`, and its connection is closed.',
  needs: ['signal'],
  async run({ subject, serve, connect }) {
    const server = await serve(silence)
    const session = await connect(server)
    const controller = new AbortController()
    const call = outcomeOf(() => session.get('/things', { signal: controller.signal }))
    await eventually(() => server.received.length === 1)
    controller.abort()
    const outcome = await call
    const isPlatforms = !outcome.isSuccess && (outcome.error as Error | undefined)?.name === 'AbortError'
    check(isPlatforms || (!outcome.isSuccess && subject.isOwnError(outcome.error)), told(outcome))
    check(
      await eventually(() => server.received.every((received) => received.isClosed())),
      'held its connection',
    )
    check(server.received.length === 1, 'sent the request again')
  },
}

export const abortInBackOff: Scenario = {
  id: 'abort-in-back-off',
  server: 'Answers 503 with `Retry-After: 6`; the caller aborts while the client waits.',
  expected: 'The call fails at once, and is not sent again.',
  needs: ['signal'],
  async run({ serve, connect }) {
    const server = await serve(failure(503, { 'retry-after': '6' }))
    const session = await connect(server)
    const controller = new AbortController()
    const call = outcomeOf(() => session.get('/things', { signal: controller.signal }))
    await eventually(() => server.received.length === 1)
    // Time for the answer to arrive.
    await new Promise((resolve) => setTimeout(resolve, 200))
    const abortedAt = performance.now()
    controller.abort()
    const outcome = await call
    check(!outcome.isSuccess, told(outcome))
    check(performance.now() - abortedAt < 4_000, 'waited on')
    check(server.received.length === 1, 'sent the request again')
  },
}

export const closed: Scenario = {
  id: 'close',
  server: 'Says nothing; the client is closed meanwhile, and called once more.',
  expected: 'Both calls fail, the connection is closed, and the second call is not sent.',
  needs: ['close'],
  async run({ serve, connect }) {
    const server = await serve(silence)
    const session = await connect(server)
    const call = outcomeOf(() => session.get('/things'))
    await eventually(() => server.received.length === 1)
    await session.close?.()
    const outcome = await call
    check(!outcome.isSuccess, told(outcome))
    check(
      await eventually(() => server.received.every((received) => received.isClosed())),
      'held its connection',
    )
    const second = await outcomeOf(() => session.get('/things'))
    check(!second.isSuccess, `the second call ${told(second)}`)
    check(server.received.length === 1, 'sent the second call')
  },
}
