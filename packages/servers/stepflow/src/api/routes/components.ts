import { type ApiRouter, queryBoolean } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { FlowOperations } from '../../engine/service.ts'
import { errors } from '../schemas/errors.ts'
import { ListComponentsResponse } from '../schemas/misc.ts'

const listComponents = createRoute({
  method: 'get',
  path: '/components',
  operationId: 'list_components',
  tags: ['Component'],
  summary: 'List all available components',
  description: 'Lists the components that steps can call, by path.',
  request: {
    query: z.object({
      includeSchemas: queryBoolean()
        .optional()
        .describe('Whether to send the schemas of input and output; default: true.'),
    }),
  },
  responses: {
    200: {
      description: 'The components.',
      content: { 'application/json': { schema: ListComponentsResponse } },
    },
    ...errors([422, 500]),
  },
})

/** Registers the operation on components. */
export function registerComponents(router: ApiRouter, flows: FlowOperations): void {
  router.openapi(listComponents, (context) => {
    const { includeSchemas = true } = context.req.valid('query')
    const components = flows.components().map(({ path, description, inputSchema, outputSchema }) => ({
      component: path,
      description,
      ...(includeSchemas ? { input_schema: inputSchema, output_schema: outputSchema } : {}),
    }))
    return context.json({ components }, 200)
  })
}
