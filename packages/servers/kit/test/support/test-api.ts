import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { type ApiOptions, type ApiRouter, createApi } from '../../src/http/api.ts'
import type { LogLevel } from '../../src/http/log.ts'
import { type ListeningServer, listen } from '../../src/process/listen.ts'

export interface LoggedEvent {
  readonly level: LogLevel
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

const ErrorBody = z.object({ code: z.int(), message: z.string() }).meta({ id: 'KitTestError' })
const Note = z.object({ text: z.string(), tags: z.array(z.string()).optional() }).meta({ id: 'KitTestNote' })
const noted = { description: 'The note.', content: { 'application/json': { schema: Note } } }
const failed = { description: 'An error.', content: { 'application/json': { schema: ErrorBody } } }
const params = z.object({ id: z.uuid() })

const addNote = createRoute({
  method: 'post',
  path: '/notes/{id}',
  operationId: 'add_note',
  request: { params, body: { required: true, content: { 'application/json': { schema: Note } } } },
  responses: { 200: noted, 422: failed },
})
const crash = createRoute({
  method: 'get',
  path: '/crash',
  operationId: 'crash',
  responses: { 200: noted, 500: failed },
})

export interface TestApi {
  /** What handlers wait for before they answer; replaced by tests that need a slow answer. */
  hold: Promise<void>
  readonly logged: LoggedEvent[]
  readonly server: ListeningServer
  readonly url: string
}

/** A small API on loopback: one route with a body, one that crashes. */
export async function startTestApi(options: Partial<ApiOptions> = {}): Promise<TestApi> {
  const logged: LoggedEvent[] = []
  const state = { hold: Promise.resolve() }
  const routes = (router: ApiRouter) => {
    router.openapi(addNote, async (context) => {
      await state.hold
      return context.json(context.req.valid('json'), 200)
    })
    router.openapi(crash, () => {
      throw new Error('secret detail')
    })
  }
  const api = createApi({
    prefix: '/api',
    document: {
      title: 'Notes',
      version: '1.0.0',
      description: 'Notes.',
      license: 'MIT',
      tags: [],
      defaultPort: 1,
    },
    errorBody: (error) => ({ code: error.status, message: error.message, fields: error.fields }),
    log: (level, event, fields = {}) => logged.push({ level, event, fields }),
    routes,
    ...options,
  })
  const server = await listen(api, { port: 0, host: '127.0.0.1' })
  return Object.assign(state, { logged, server, url: `http://127.0.0.1:${server.port}/api` })
}
