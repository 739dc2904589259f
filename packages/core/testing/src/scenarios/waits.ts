/** Refusals that pass, and how long a client waits for it. */
import { failure, json } from '../answers.ts'
import { check, outcomeOf, statusOf, told } from '../expect.ts'
import type { Answer } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'

const thing = { name: 'thing' }

/** Refusals, and then an answer: the call must succeed, and the second request not come before its time. */
async function passOver({ serve, connect }: Scene, refusals: Answer[], afterMs = 0): Promise<void> {
  const server = await serve(...refusals, json(thing))
  const session = await connect(server)
  const outcome = await outcomeOf(() => session.get('/things'))
  check(outcome.isSuccess, told(outcome))
  const [first, second] = server.received
  const waitedMs = second && first ? second.atMs - first.atMs : 0
  check(waitedMs >= afterMs, 'was sent again before the time that the server had asked for')
}

export const unavailable: Scenario = {
  id: '503-then-success',
  server: 'Answers a GET with 503; the second with 200.',
  expected: 'The GET is sent again and succeeds.',
  run: (scene) => passOver(scene, [failure(503)]),
}

export const requestTimeout: Scenario = {
  id: '408',
  server: 'Answers a GET with 408; the second with 200.',
  expected: 'The GET is sent again and succeeds.',
  run: (scene) => passOver(scene, [failure(408)]),
}

export const retryAfterSeconds: Scenario = {
  id: '429-retry-after-seconds',
  server: 'Answers 429 with `Retry-After: 2`; then 200.',
  expected: 'The call is sent again, not earlier than asked, and succeeds.',
  run: (scene) => passOver(scene, [failure(429, { 'retry-after': '2' })], 1_900),
}

export const retryAfterDate: Scenario = {
  id: '429-retry-after-date',
  server: 'Answers 429 with a `Retry-After` that is a date three seconds ahead; then 200.',
  expected: 'The call is sent again, not earlier than asked, and succeeds.',
  run: (scene) => {
    const atSecond = Math.ceil(Date.now() / 1000) * 1000
    // A date has no milliseconds: of three seconds, two and a bit are left.
    const refusal: Answer = (response, ...rest) => {
      const after = new Date(atSecond + 3_000).toUTCString()
      failure(429, { 'retry-after': after, date: new Date(atSecond).toUTCString() })(response, ...rest)
    }
    return passOver(scene, [refusal], 1_900)
  },
}

export const retryAfterAbsurd: Scenario = {
  id: '429-retry-after-absurd',
  server: 'Answers 429 with a `Retry-After` of a year, for ever.',
  expected: 'The call fails soon with 429: it neither waits for a year nor asks again before.',
  async run({ subject, serve, connect }) {
    const server = await serve(failure(429, { 'retry-after': '31536000' }))
    const session = await connect(server)
    const outcome = await outcomeOf(() => session.get('/things'))
    check(!outcome.isSuccess && subject.isOwnError(outcome.error), told(outcome))
    check(statusOf(outcome.error) === 429, `${told(outcome)}, without the status`)
    const { length } = server.received
    check(length === 1, `asked ${length} times, though the server had said to wait for a year`)
  },
}

export const retryAfterNegative: Scenario = {
  id: '429-retry-after-negative',
  server: 'Answers 429 with `Retry-After: -5`, then with `Retry-After: soon`, then 200.',
  expected: 'The client takes its own back-off instead, and succeeds.',
  run: (scene) => {
    const refusals = ['-5', 'soon'].map((value) => failure(429, { 'retry-after': value }))
    return passOver(scene, refusals)
  },
}

export const deadlineBeforeRetryAfter: Scenario = {
  id: 'deadline-before-retry-after',
  server: 'Answers 503 with `Retry-After: 30`; the deadline of the call is 5 s.',
  expected: 'The call fails at once with 503: a wait beyond its deadline is pointless.',
  needs: ['deadline'],
  async run({ subject, serve, connect }) {
    const server = await serve(failure(503, { 'retry-after': '30' }))
    const session = await connect(server, { deadlineMs: 5_000 })
    const startedAt = performance.now()
    const outcome = await outcomeOf(() => session.get('/things'))
    check(performance.now() - startedAt < 9_000, 'waited beyond its deadline')
    check(!outcome.isSuccess && subject.isOwnError(outcome.error), told(outcome))
    check(statusOf(outcome.error) === 503, `${told(outcome)}, without the status`)
  },
}

const crowd = 300

export const retryBudget: Scenario = {
  id: 'retry-storm',
  server: 'Answers 503 for ever, to 300 calls at once.',
  expected:
    'All fail, after fewer than 600 requests in all: retries do not multiply the load on a server that is down.',
  boundMs: 40_000,
  async run({ serve, connect }) {
    const server = await serve(failure(503))
    const session = await connect(server)
    const calls = Array.from({ length: crowd }, () => outcomeOf(() => session.get('/things')))
    const succeeded = (await Promise.all(calls)).find(({ isSuccess }) => isSuccess)
    check(!succeeded, succeeded ? told(succeeded) : '')
    const { length } = server.received
    check(length < 2 * crowd, `sent ${length} requests for ${crowd} calls`)
  },
}
