/** The two ways of catching errors that the Python SDK's guide shows, branch by branch. */
import {
  APIError,
  AuthenticationError,
  BikiniBottomClient,
  BikiniBottomError,
  isError,
  RetryableError,
} from 'openspawn'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedOpenSpawn, serveOpenSpawn } from './support/server.ts'

let server: ServedOpenSpawn
let client: BikiniBottomClient
let reader: BikiniBottomClient
beforeAll(async () => {
  server = await serveOpenSpawn()
  client = new BikiniBottomClient({ baseUrl: server.origin, apiKey: server.first.apiKey })
  const { key } = await client.apiKeys.create({ name: 'reader' })
  reader = new BikiniBottomClient({ baseUrl: server.origin, apiKey: key })
})
afterAll(async () => {
  client?.close()
  reader?.close()
  await server?.[Symbol.asyncDispose]()
})

/** "Error Handling": four classes, from the narrow to the wide. */
async function handled(act: () => Promise<unknown>): Promise<string> {
  try {
    await act()
    return 'no error'
  } catch (error) {
    if (error instanceof AuthenticationError) {
      return 'Authentication failed - check your API key or HMAC secret'
    } else if (error instanceof APIError) {
      const lines = [`API error ${error.statusCode}`, `Response data: ${JSON.stringify(error.responseData)}`]
      if (error.statusCode === 404) lines.push('Resource not found')
      else if (error.statusCode === 403) lines.push('Insufficient permissions')
      else if (error.statusCode === 422) lines.push('Validation error')
      return lines.join('\n')
    } else if (error instanceof RetryableError) {
      return `Request failed after retries: ${error}`
    } else if (error instanceof BikiniBottomError) {
      return `SDK error: ${error}`
    }
    throw error
  }
}

/** A client whose requests end as `answer` says, after quick retries. */
const failing = (answer: () => Response) =>
  client.withOptions({ fetch: async () => answer(), retryBaseMs: 1, retryBudget: false })
const lost = (): Response => {
  throw new TypeError('fetch failed')
}
const stranger = () => new BikiniBottomClient({ baseUrl: server.origin, apiKey: 'unknown' })
const nobody = '00000000-0000-4000-8000-000000000000'

test.each<[string, () => Promise<unknown>, RegExp]>([
  ['wrong credentials', () => stranger().agents.list(), /^Authentication failed - check/],
  [
    'an id that is none',
    () => client.agents.get('invalid_id'),
    /^API error 422\n.*UUID.*\nValidation error$/,
  ],
  ['an id of nothing', () => client.agents.get(nobody), /^API error 404\n.*not_found.*\nResource not found$/],
  [
    'a key that may only read',
    () => reader.tasks.create({ title: 'x' }),
    /403\n.*\nInsufficient permissions$/,
  ],
  [
    'a server that stays away',
    () => failing(() => new Response('', { status: 503 })).agents.list(),
    /^API error 503\n/,
  ],
  [
    'a network that stays away',
    () => failing(lost).agents.list(),
    /^Request failed after retries: ConnectionError/,
  ],
  [
    'an answer that is none',
    () => failing(() => new Response('<p>', { status: 200 })).agents.list(),
    /^SDK error: /,
  ],
])('%s ends in its branch', async (_, act, message) => {
  expect(await handled(act)).toMatch(message)
})

test('errors that nobody else makes are of the API of the client', async () => {
  const error = await stranger()
    .agents.list()
    .catch((reason: unknown) => reason)
  expect(isError(error, client.agents.list, 401)).toBe(true)
  for (const kind of [AuthenticationError, APIError, BikiniBottomError]) expect(error).toBeInstanceOf(kind)
  expect(error).not.toBeInstanceOf(RetryableError)
})

/** "Handle Errors Gracefully": validation errors to fix, others to log. */
async function created(
  from: BikiniBottomClient,
  title: string,
  log: (line: string) => void,
): Promise<string> {
  try {
    return (await from.tasks.create({ title })).title
  } catch (error) {
    if (error instanceof AuthenticationError) return 'Re-authenticate'
    if (!(error instanceof APIError)) throw error
    if (error.statusCode === 422) return `Invalid request: ${JSON.stringify(error.responseData)}`
    log(`API error: ${error}`)
    return 'logged'
  }
}

test('what is invalid is told from what must be logged', async () => {
  const logged: string[] = []
  const log = (line: string) => logged.push(line)
  expect(await created(client, 'x', log)).toBe('x')
  expect(await created(stranger(), 'x', log)).toBe('Re-authenticate')
  expect(await created(client, '', log)).toMatch(/^Invalid request: .*"field":"title"/)
  expect(logged).toEqual([])
  expect(await created(reader, 'x', log)).toBe('logged')
  expect(logged).toEqual([
    'API error: PermissionDeniedError: createTask: status 403: {"error":"The API key needs scope write; it has read","code":"insufficient_scope"}',
  ])
})
