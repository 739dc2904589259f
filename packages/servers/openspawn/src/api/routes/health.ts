import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { errors } from '../schemas/errors.ts'
import { jsonAnswer, named } from './declare.ts'

const HealthResponse = z
  .object({
    status: z.string().describe('`ok`.'),
    timestamp: z.iso.datetime().describe('When it was asked.'),
  })
  .meta({ id: 'HealthResponse', description: 'The server is up.' })

const checkHealth = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'checkHealth',
  tags: ['health'],
  summary: 'Check whether the server is up',
  description: 'Answers at once, whether or not the database is open yet. Anybody may ask.',
  responses: { 200: jsonAnswer('The server is up.', HealthResponse), ...errors([500]) },
  ...named('health', 'check'),
})

/** Registers the health operation. */
export function registerHealth(router: ApiRouter): void {
  router.openapi(checkHealth, (context) =>
    context.json({ status: 'ok', timestamp: new Date().toISOString() }, 200),
  )
}
