/** Credentials: refreshed together, never given away, signed by a clock that may be wrong. */
import { createHmac } from 'node:crypto'
import { failure, json, redirect } from '../answers.ts'
import { brief, check, outcomeOf, told } from '../expect.ts'
import type { Answer, Received } from '../fault-server.ts'
import type { Scenario, Scene } from '../scenario.ts'

/** Accepts one token, wherever the client puts it. */
function accept(token: string): Answer {
  return (response, request, received) => {
    const isKnown = Object.values(received.headers).some((value) => `${value}`.endsWith(token))
    return (isKnown ? json({ name: 'thing' }) : failure(401))(response, request, received)
  }
}

/** Gives an old token first, and new ones from then on; counts. */
function tokens() {
  const source = {
    asked: 0,
    next: async () => {
      const token = source.asked++ === 0 ? 'token-old' : 'token-new'
      await new Promise((resolve) => setTimeout(resolve, 20))
      return token
    },
  }
  return source
}

export const refresh: Scenario = {
  id: '401-refresh',
  server: 'Refuses the first token with 401, and accepts the second.',
  expected: 'The token is asked for again, and the call succeeds.',
  needs: ['token'],
  async run({ serve, connect }) {
    const session = await connect(await serve(accept('token-new')), { token: tokens().next })
    const outcome = await outcomeOf(() => session.get('/things'))
    check(outcome.isSuccess, told(outcome))
  },
}

export const sharedRefresh: Scenario = {
  id: 'shared-refresh',
  server: 'Refuses the first token with 401, and accepts the second. Fifty calls are made at once.',
  expected: 'All succeed; the token was asked for twice, not fifty times.',
  needs: ['token'],
  async run({ serve, connect }) {
    const source = tokens()
    const session = await connect(await serve(accept('token-new')), { token: source.next })
    const calls = Array.from({ length: 50 }, () => outcomeOf(() => session.get('/things')))
    const failed = (await Promise.all(calls)).filter(({ isSuccess }) => !isSuccess)
    check(!failed[0], `${failed.length} of 50 calls failed; the first ${failed[0] && told(failed[0])}`)
    check(source.asked === 2, `asked for a token ${source.asked} times`)
  },
}

/** Gives a token, then throws until it is opened, and gives another one from then on. */
function vault(firstToken?: string) {
  const source = {
    failure: new Error('the vault is sealed'),
    isSealed: true,
    asked: 0,
    next: async () => {
      if (source.asked++ === 0 && firstToken) return firstToken
      if (source.isSealed) throw source.failure
      return 'token-new'
    },
  }
  return source
}

/** Two calls: the first one fails with its provider, the second one finds it recovered. */
async function failOnce({ subject, serve, connect }: Scene, source: ReturnType<typeof vault>) {
  const server = await serve(accept('token-new'))
  const session = await connect(server, { token: source.next })
  const first = await outcomeOf(() => session.get('/things'))
  const isTelling = !first.isSuccess && (first.error === source.failure || subject.isOwnError(first.error))
  check(isTelling, `the first call ${told(first)}`)
  const { length } = server.received
  source.isSealed = false
  const second = await outcomeOf(() => session.get('/things'))
  check(second.isSuccess, `the second call ${told(second)}`)
  return length
}

export const failedProvider: Scenario = {
  id: 'failed-provider',
  server: 'Never sees the first call: the token provider throws. It recovers before the second.',
  expected:
    'The first call fails with an error of the client or of the provider, unsent; the second succeeds.',
  needs: ['token'],
  async run(scene) {
    check((await failOnce(scene, vault())) === 0, 'the first call was sent without a token')
  },
}

export const failedRefresh: Scenario = {
  id: 'failed-refresh',
  server:
    'Refuses the token with 401; asked for another, the provider throws. It recovers before the second call.',
  expected: 'The first call fails with an error of the client or of the provider; the second succeeds.',
  needs: ['token'],
  async run(scene) {
    await failOnce(scene, vault('token-old'))
  },
}

export const redirectElsewhere: Scenario = {
  id: 'redirect-to-another-origin',
  server: 'Sends an authorized GET to another origin, which notes what it is told.',
  expected: 'The credential does not reach the other origin.',
  async run({ serve, connect }) {
    const secret = 'sk-credential-of-the-caller'
    const other = await serve(json({ name: 'stolen' }))
    const server = await serve(redirect(`${other.url}/collect`))
    const session = await connect(server, { secret })
    await outcomeOf(() => session.get('/things'))
    const isTold = server.received.some((received) => JSON.stringify(received).includes(secret))
    check(isTold, 'did not send its credential to its own server')
    const leak = other.received.flatMap(({ headers }) =>
      Object.entries(headers).filter(([, value]) => `${value}`.includes(secret)),
    )[0]
    check(!leak, `sent the header ${leak?.[0]} to the other origin`)
  },
}

const signing = { id: 'agent-1', secret: '0123456789abcdef'.repeat(4) }

/** The names of the headers that carry a signature. */
const signed = { id: 'x-agent-id', timestamp: 'x-timestamp', nonce: 'x-nonce', signature: 'x-signature' }

function signatureOf({ method, url, headers, body }: Received): string {
  const path = url.split('?')[0]
  const text = `${method}${path}${headers[signed.timestamp]}${headers[signed.nonce]}${body}`
  return createHmac('sha256', Buffer.from(signing.secret, 'hex')).update(text).digest('hex')
}

export const clockSkew: Scenario = {
  id: 'clock-ten-minutes-off',
  server:
    'Verifies signatures by a clock ten minutes ahead, and refuses those older than five minutes with 401.',
  expected: 'The call is signed again by the clock of the server, with another nonce, and succeeds.',
  needs: ['signing'],
  async run({ serve, connect }) {
    const nonces = new Set<unknown>()
    const verify: Answer = (response, request, received) => {
      const { headers } = received
      const now = Date.now() + 600_000
      const isFresh = Math.abs(now - Number(headers[signed.timestamp]) * 1000) < 300_000
      const isNew = !nonces.has(headers[signed.nonce])
      nonces.add(headers[signed.nonce])
      const isValid =
        isFresh &&
        isNew &&
        headers[signed.id] === signing.id &&
        headers[signed.signature] === signatureOf(received)
      const date = new Date(now).toUTCString()
      const answer = isValid ? json({ name: 'thing' }, 200, { date }) : failure(401, { date })
      return answer(response, request, received)
    }
    const session = await connect(await serve(verify), { signing })
    const outcome = await outcomeOf(() => session.post('/things', { name: 'thing' }))
    check(outcome.isSuccess, `${told(outcome)}, after ${brief(nonces.size)} nonce(s)`)
  },
}
