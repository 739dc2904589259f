import { type ApiRouter, HttpError } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { type ErrorResponseBody, errors } from '../schemas/errors.ts'
import { HealthError, HealthResponse } from '../schemas/misc.ts'
import { VERSION } from '../version.ts'

const healthCheck = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'health_check',
  tags: ['health'],
  summary: 'Check service health',
  description:
    'Answers at once, whether or not the database is open yet. `error` asks for an error answer instead.',
  request: {
    query: z.object({
      error: HealthError.optional().describe('Answers with this error instead.'),
    }),
  },
  responses: {
    200: { description: 'The server is up.', content: { 'application/json': { schema: HealthResponse } } },
    ...errors([400, 404, 422, 500], {
      400: 'Asked for with `error=bad_request`.',
      404: 'Asked for with `error=not_found`.',
      500: 'Asked for with `error=internal` or `error=stack`.',
    }),
  },
})

/** Registers the health operation. */
export function registerHealth(router: ApiRouter): void {
  router.openapi(healthCheck, (context) => {
    const { error } = context.req.valid('query')
    if (error === 'bad_request') throw new HttpError(400, 'Invalid request: asked for')
    if (error === 'not_found') throw new HttpError(404, 'Not found: asked for')
    if (error === 'internal') throw new HttpError(500, 'Internal error: asked for')
    if (error === 'stack') return context.json(errorWithStack(), 500)
    return context.json({ status: 'healthy', timestamp: new Date().toISOString(), version: VERSION }, 200)
  })
}

function errorWithStack(): ErrorResponseBody {
  return {
    code: 500,
    message: 'Internal error with a stack: asked for',
    stack: [
      { error: 'Internal error with a stack: asked for', attachments: ['health check'] },
      { error: 'The cause behind it' },
    ],
  }
}
