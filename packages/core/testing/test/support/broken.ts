/** Clients as people write them in a hurry: what they get wrong shows that scenarios can fail. */
import { setTimeout as wait } from 'node:timers/promises'
import { inspect } from 'node:util'
import type { EventDialect, RequestSettings, Session, Subject, SubjectEvent } from '../../src/index.ts'

/** Reads events the way short examples do: a blank line ends one, and each has one line of data. */
async function* naiveEvents(response: Response): AsyncGenerator<SubjectEvent> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split(/\r?\n\r?\n|\r\r/)
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = block.match(/^data: (.*)$/m)?.[1]
      yield { data: data && JSON.parse(data), event: block.match(/^event: (.*)$/m)?.[1] }
    }
  }
}

const events: EventDialect = { name: 'step', named: true, last: () => 'event: end\ndata: {}\n\n' }

/** What its callers get of `fetch`, used as its documentation shows. */
export const plainFetch: Subject = {
  name: 'fetch',
  lacks: ['close', 'deadline', 'idempotency', 'list', 'log', 'signing', 'token'],
  events,
  isOwnError: () => false,
  connect({ baseUrl, secret }) {
    const send = async (path: string, init: RequestInit & RequestSettings = {}) => {
      const headers = { ...(secret && { 'x-api-key': secret }), ...init.headers }
      const response = await fetch(baseUrl + path, { ...init, headers })
      if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status })
      return response
    }
    const sendJson = async (path: string, init?: RequestInit & RequestSettings) => {
      const response = await send(path, init)
      return response.status === 204 ? undefined : response.json()
    }
    return {
      get: sendJson,
      post: (path, body, settings) =>
        sendJson(path, { method: 'POST', body: JSON.stringify(body), ...settings }),
      delete: (path, settings) => sendJson(path, { method: 'DELETE', ...settings }),
      getItem: (id) => sendJson(`/items/${id}`),
      async *stream(settings) {
        yield* naiveEvents(await send('/events', settings))
      },
    }
  },
}

type Members = Record<string, unknown>

/** Copies members one by one, those called `__proto__` too. */
function merge(target: Members, source: Members): Members {
  for (const name of Object.keys(source)) {
    const value = source[name]
    const isObject = typeof value === 'object' && value !== null
    target[name] = isObject ? merge((target[name] ?? {}) as Members, value as Members) : value
  }
  return target
}

/** Takes whatever comes for a result. */
function parseLoosely(text: string): unknown {
  try {
    return merge({}, JSON.parse(text))
  } catch {
    return text
  }
}

/** Sends everything again until it succeeds, whatever it is and whatever the caller says. */
export const stubborn: Subject = {
  name: 'stubborn',
  lacks: [],
  events,
  page: (ids, hasMore) => ({ items: ids.map((id) => ({ id })), hasMore }),
  isOwnError: () => false,
  async connect({ baseUrl, secret, token, signing, log }) {
    let isClosed = false
    const credential = secret ?? (await token?.())
    const timers: ReturnType<typeof setTimeout>[] = []
    const send = async (method: string, path: string, body?: unknown, settings?: RequestSettings) => {
      const headers: Record<string, string> = {
        ...settings?.headers,
        ...(signing && { 'x-agent-id': signing.id }),
      }
      if (credential) headers['x-api-key'] = credential
      const init: RequestInit = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
      log?.(`${method} ${path} ${inspect(init)}`)
      // Never cleared, and never let go of.
      timers.push(setTimeout(() => {}, 60_000))
      settings?.signal?.addEventListener('abort', () => {})
      for (let attempt = 1; !isClosed && attempt < 50; attempt++) {
        const response = await fetch(baseUrl + path, init).catch(() => undefined)
        if (response?.ok) return response
        if (response?.status === 400) throw Object.assign(new Error('refused'), { init })
        await wait(50)
      }
      throw Object.assign(new Error('no success'), { init })
    }
    const read = async (response: Response) => parseLoosely(await response.text().catch(() => '{}'))
    const session: Session = {
      get: async (path, settings) => read(await send('GET', path, undefined, settings)),
      post: async (path, body, settings) => read(await send('POST', path, body, settings)),
      postOnce: async (body) => read(await send('POST', '/things', body)),
      delete: async (path, settings) => read(await send('DELETE', path, undefined, settings)),
      getItem: async (id) => read(await send('GET', `/items/${id}`)),
      async *list() {
        for (let hasMore = true; hasMore; ) {
          const page = await read(await send('GET', '/things'))
          const { items = [], ...rest } = page as { items?: Record<string, { id: string }>; hasMore: boolean }
          yield* Object.values(items)
          hasMore = rest.hasMore
        }
      },
      async *stream(settings) {
        while (!isClosed) {
          try {
            yield* naiveEvents(await send('GET', '/events', undefined, settings))
            return
          } catch {
            // Once more, from the beginning.
          }
        }
      },
      close() {
        isClosed = true
        for (const timer of timers) clearTimeout(timer)
      },
    }
    return session
  },
}

/** Expects nothing out of the ordinary: every answer has JSON, every block of a stream is an event. */
export const hasty: Subject = {
  ...stubborn,
  name: 'hasty',
  connect({ baseUrl }) {
    const send = async (method: string, path: string) => (await fetch(baseUrl + path, { method })).json()
    return {
      get: (path) => send('GET', path),
      post: (path) => send('POST', path),
      delete: (path) => send('DELETE', path),
      getItem: (id) => send('GET', `/items/${id}`),
      async *list() {
        for (let hasMore = true; hasMore; ) {
          const page = await send('GET', '/things')
          yield* page.items
          hasMore = page.hasMore
        }
      },
      async *stream() {
        const response = await fetch(`${baseUrl}/events`)
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
        for (let text = ''; ; ) {
          const { done, value } = (await reader?.read()) ?? { done: true, value: '' }
          if (done) return
          const blocks = (text + value).split('\n\n')
          text = blocks.pop() ?? ''
          for (const block of blocks) yield { data: JSON.parse(block.split('data: ')[1] ?? '') }
        }
      },
    }
  },
}
