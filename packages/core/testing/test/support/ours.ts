import {
  apiKey,
  bearer,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  DriftlessError,
  expandPath,
  fromWire,
  type HmacScheme,
  hmac,
  idempotencyKey,
  jsonBody,
  logTo,
  type Names,
  nextCursor,
  type Operation,
  type PagedOperation,
  paginate,
  readNothing,
} from '@driftless/runtime'
import { StepflowApi } from 'stepflow-api'
import type { RequestSettings, Session, Settings, Subject, SubjectEvent } from '../../src/index.ts'

/** Tables, so that answers go through the translation of names too. */
const names: Names = { fields: ['created_at'], children: { data: () => names } }
const decode = (body: unknown) => fromWire(body, names)

const getThing: Operation = { id: 'getThing', method: 'GET', path: '/things', decode }
const createThing: Operation = { id: 'createThing', method: 'POST', path: '/things', body: jsonBody, decode }
const transfer: Operation = {
  ...createThing,
  id: 'transfer',
  keyed: idempotencyKey,
  keyHeaders: ['idempotency-key'],
}
const listThings: PagedOperation = {
  id: 'listThings',
  method: 'GET',
  path: '/things',
  turn: nextCursor,
  position: 'cursor',
  items: ['data'],
  key: ['meta', 'nextCursor'],
}
const getItem: Operation = { id: 'getItem', method: 'GET', path: '/items/{id}', expand: expandPath }
const deleteThing: Operation = {
  id: 'deleteThing',
  method: 'DELETE',
  path: '/things',
  read: readNothing,
  done: [404, 410],
}

const scheme: HmacScheme = {
  secretDigits: 64,
  nonceDigits: 64,
  headers: async ({ id, method, path, body, timestamp, nonce }, sign) => ({
    'x-agent-id': id,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': await sign(
      method + path + timestamp + nonce + (/^(GET|HEAD|DELETE)$/.test(method) ? '' : (body ?? '{}')),
    ),
  }),
}

/** The way that the scenario wants its calls authorized, if any. */
function authOf({ secret, token, signing }: Settings) {
  if (signing) return hmac(signing.id, signing.secret, scheme)
  if (token) return bearer(token)
  return secret === undefined ? undefined : apiKey(secret, { in: 'header', name: 'X-Api-Key' })
}

/** Where `log` is set, every level goes there. */
function sinkOf(log: (line: string) => void) {
  return { info: log, warn: log, error: log }
}

function optionsOf(settings: Settings): ClientOptions {
  const { baseUrl, timeoutMs, deadlineMs, idleTimeoutMs, log } = settings
  return {
    baseUrl,
    auth: authOf(settings),
    attemptTimeoutMs: timeoutMs,
    deadlineMs,
    idleTimeoutMs,
    middleware: log && [logTo(sinkOf(log), { headers: ['content-type', 'date'] })],
  }
}

async function* streamOf(
  options: ClientOptions,
  settings: RequestSettings = {},
): AsyncGenerator<SubjectEvent> {
  await using client = new StepflowApi(options)
  const { signal } = settings
  yield* client.runs.streamEvents('run-1', undefined, { signal }).messages()
}

function sessionOf(client: Client, options: ClientOptions): Session {
  const settingsOf = ({ signal, headers }: RequestSettings = {}): CallOptions => ({ signal, headers })
  return {
    get: (_path, settings) => client.call(getThing, {}, settingsOf(settings)),
    post: (_path, body, settings) => client.call(createThing, { body }, settingsOf(settings)),
    delete: (_path, settings) => client.call(deleteThing, {}, settingsOf(settings)),
    getItem: (id) => client.call(getItem, { path: { id } }),
    postOnce: (body) => client.call(transfer, { body }),
    list: () => paginate<{ id: string }>(client, listThings),
    stream: (settings) => streamOf(options, settings),
    close: () => client.close(),
  }
}

/**
 * A client made with the runtime, and a generated one for streams.
 * @param more options in place of defaults
 */
export function makeOurs(more: ClientOptions = {}): Subject {
  return {
    name: '@driftless/runtime',
    lacks: [],
    events: {
      name: 'stepStarted',
      named: true,
      last: (sequence) => `id: ${sequence}\nevent: runCompleted\ndata: {"sequence":${sequence}}\n\n`,
    },
    page: (ids, hasMore) => ({
      data: ids.map((id) => ({ id })),
      meta: { nextCursor: hasMore ? `after-${ids.at(-1)}` : null },
    }),
    isOwnError: (error) => error instanceof DriftlessError,
    connect(settings) {
      const options = { ...optionsOf(settings), ...more }
      return sessionOf(createClient(options, { api: 'torture', version: '1.0.0' }), options)
    },
  }
}

/** With short waits; everything else as users have it. */
export const ours: Subject = makeOurs({ retryBaseMs: 1 })
