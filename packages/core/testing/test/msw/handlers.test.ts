/** What handlers of one operation answer: in TypeScript names, on the wire as the document says. */
import { setupServer } from 'msw/node'
import { BikiniBottomClient, TaskStatus } from 'openspawn'
import { handlers as openspawn, respondWith } from 'openspawn/testing'
import { isError, NotFoundError, StepflowApi } from 'stepflow-api'
import { handlers } from 'stepflow-api/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

const baseUrl = 'http://api.test'
const server = setupServer(...openspawn({ baseUrl: 'http://tasks.test', seed: 1 }), ...handlers({ baseUrl }))
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const api = new StepflowApi({ baseUrl, retryBaseMs: 1 })
const tasks = new BikiniBottomClient({ baseUrl: 'http://tasks.test', apiKey: 'key' })
const id = '6ba7b810-9dad-41d1-80b4-00c04fd430c8'

describe('what is given', () => {
  test('is completed, and changes nothing else', async () => {
    const before = await tasks.tasks.get(id)
    server.use(openspawn.tasks.get({ title: 'Given', status: TaskStatus.Todo, tags: [{ tag: 'a' }] }))
    const { title, status, tags, ...rest } = await tasks.tasks.get(id)
    expect([title, status, tags.length, tags[0]?.tag]).toEqual(['Given', 'todo', 1, 'a'])
    expect(tags[0]?.id).toMatch(/^[\da-f-]{36}$/)
    expect(before).toMatchObject(rest)
  })

  test('may depend on the request, and be awaited', async () => {
    server.use(
      openspawn.tasks.get(async ({ params, request }) => {
        return { identifier: params.id, title: request.method }
      }),
    )
    expect(await tasks.tasks.get('a/b ü')).toMatchObject({ identifier: 'a/b ü', title: 'GET' })
  })

  test('has TypeScript names, and goes out by wire names', async () => {
    server.use(
      handlers.components.list({ components: [{ component: '/x', inputSchema: { type: 'object' } }] }),
    )
    const raw = await fetch(`${baseUrl}/api/v1/components`).then((response) => response.json())
    expect(raw.components[0]).toMatchObject({ component: '/x', input_schema: { type: 'object' } })
    const { components } = await api.components.list()
    expect(components).toMatchObject([{ component: '/x', inputSchema: { type: 'object' } }])
  })

  test('of a union chooses its member', async () => {
    server.use(
      handlers.runs.getItems({
        items: [{ result: { outcome: 'failed' } }, { result: { outcome: 'success' } }],
      }),
    )
    const { items } = await api.runs.getItems('run')
    expect(items.map(({ result }) => result?.outcome)).toEqual(['failed', 'success'])
    expect(items.map(({ result }) => result && Object.keys(result).sort())).toEqual([
      expect.arrayContaining(['error', 'outcome']),
      expect.arrayContaining(['outcome', 'result']),
    ])
  })

  test('may be bytes or text, and nothing where there is nothing', async () => {
    await expect(api.flows.delete('a'.repeat(64))).resolves.toBeUndefined()
    server.use(
      handlers.blobs.get(new Response('raw', { headers: { 'content-type': 'application/octet-stream' } })),
    )
    const blob = await api.blobs.get('a'.repeat(64))
    expect(blob instanceof Blob && (await blob.text())).toBe('raw')
  })

  test('repeats what the path says, where the answer has it', async () => {
    expect((await tasks.tasks.get(id)).id).toBe(id)
    // What does not fit the schema is not repeated.
    expect((await tasks.agents.get('someone')).id).toMatch(/^[\da-f-]{36}$/)
  })
})

describe('respondWith', () => {
  test('answers an error of the document, completed', async () => {
    server.use(openspawn.tasks.get(respondWith(404, { error: 'no such task' }, { 'x-request-id': 'r1' })))
    const error = await tasks.tasks.get(id).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotFoundError)
    if (!isError(error, tasks.tasks.get, 404)) throw error
    expect(error.body).toMatchObject({ error: 'no such task', code: expect.any(String) })
    expect(error.requestId).toBe('r1')
  })

  test('answers any success that is declared', async () => {
    server.use(handlers.runs.create(respondWith(202, { status: 'running' })))
    const { data, response } = await api.runs.create({ flowId: 'a'.repeat(64), input: [{}] }).withResponse()
    expect([response.status, data.status]).toEqual([202, 'running'])
  })

  test('and results are checked by the compiler', () => {
    const given = [
      // @ts-expect-error: no such property
      openspawn.tasks.get({ titel: 'x' }),
      // @ts-expect-error: no such value
      openspawn.tasks.get({ title: 5 }),
      // @ts-expect-error: not declared
      openspawn.tasks.get(respondWith(418)),
      // @ts-expect-error: no such property of the error
      openspawn.tasks.get(respondWith(404, { reason: 'x' })),
      // @ts-expect-error: no such parameter
      openspawn.tasks.get(({ params }) => ({ title: params.taskId })),
      openspawn.tasks.list([{ title: 'x' }]),
    ]
    expect(given).toHaveLength(6)
  })
})

describe('pages', () => {
  test('follow each other, whatever their size, and say the truth about the list', async () => {
    const page = await tasks.events.list({ limit: 10, page: 3 })
    expect(page.items).toHaveLength(5)
    expect(page.meta).toEqual({ total: 25, page: 3, limit: 10 })
    const byTens = await tasks.events.list({ limit: 10 }).take(Number.POSITIVE_INFINITY)
    const bySevens = await tasks.events.list({ limit: 7 }).take(Number.POSITIVE_INFINITY)
    expect(byTens).toHaveLength(25)
    expect(bySevens).toEqual(byTens)
    expect(new Set(byTens.map((event) => event.id)).size).toBe(25)
    expect(await tasks.credits.history({ limit: 4 }).take(Number.POSITIVE_INFINITY)).toHaveLength(25)
  })

  test('are those of the list that is given', async () => {
    server.use(openspawn.events.list([{ type: 'a' }, { type: 'b' }, { type: 'c' }]))
    const items = await tasks.events.list({ limit: 2 }).take(9)
    expect(items.map(({ type }) => type)).toEqual(['a', 'b', 'c'])
    expect((await tasks.events.list({ limit: 2 })).meta.total).toBe(3)
    server.use(openspawn.events.list([]))
    expect((await tasks.events.list()).items).toEqual([])
  })
})

describe('streams', () => {
  test('are the events that are given, numbered, and then the one that ends them', async () => {
    server.use(
      handlers.runs.streamEvents(({ params }) => [
        { type: 'runStarted', runId: params.runId },
        { type: 'stepStarted' },
      ]),
    )
    const seen: unknown[] = []
    for await (const { event, id, data } of api.runs.streamEvents('run').messages()) {
      seen.push([event, id, data.type, data.sequence])
    }
    expect(seen).toEqual([
      ['runStarted', '1', 'runStarted', 1],
      ['stepStarted', '2', 'stepStarted', 2],
      ['runCompleted', '3', 'runCompleted', 3],
    ])
  })

  test('may be refused', async () => {
    server.use(handlers.runs.streamEvents(respondWith(404)))
    await expect(api.runs.streamEvents('run')[Symbol.asyncIterator]().next()).rejects.toThrow(NotFoundError)
  })
})

describe('settings', () => {
  test('a seed decides everything that is not given', async () => {
    const answers = new Set<string>()
    for (const seed of [1, 1, 2, 3]) {
      server.use(openspawn.tasks.list(undefined, { seed }))
      answers.add(JSON.stringify(await tasks.tasks.list()))
    }
    expect(answers.size).toBe(3)
  })

  test('a handler without a base URL answers on any origin, below the path of the API', async () => {
    server.use(handlers.health.check())
    for (const root of ['http://elsewhere.test', 'https://other.test:8443/api/v1']) {
      await expect(new StepflowApi({ baseUrl: root }).health.check()).resolves.toBeDefined()
    }
    const below = new StepflowApi({ baseUrl: 'http://gateway.test/flows', maxRetries: 0 })
    await expect(below.health.check()).rejects.toThrow()
    server.use(handlers.health.check(undefined, { baseUrl: 'http://gateway.test/flows/' }))
    await expect(below.health.check()).resolves.toBeDefined()
  })

  test('a handler that answers once leaves the rest to those behind it', async () => {
    server.use(openspawn.tasks.get({ title: 'once' }, { once: true }))
    expect((await tasks.tasks.get(id)).title).toBe('once')
    expect((await tasks.tasks.get(id)).title).not.toBe('once')
  })

  test('a base URL that is none is refused', () => {
    expect(() => handlers({ baseUrl: 'api.test' })).toThrow('baseUrl must be an http(s) URL, not "api.test"')
  })
})
