import { z } from 'zod'
import { JsonSchema } from './values.ts'

export const HealthError = z
  .enum(['bad_request', 'not_found', 'internal', 'stack'])
  .meta({ id: 'HealthError', description: 'An error to answer with, to try error handling.' })

export const HealthResponse = z
  .object({
    status: z.string().describe('`healthy`.'),
    timestamp: z.iso.datetime().describe('When it was asked.'),
    version: z.string().describe('Version of the server.'),
  })
  .meta({ id: 'HealthResponse', description: 'The server is up.' })

export const ComponentInfo = z
  .object({
    component: z.string().describe('Path of the component, as a step names it.'),
    description: z.string().nullish().describe('What it does.'),
    input_schema: JsonSchema.nullish().describe(
      'JSON Schema of its input; absent if schemas were not asked for.',
    ),
    output_schema: JsonSchema.nullish().describe(
      'JSON Schema of its output; absent if schemas were not asked for.',
    ),
  })
  .meta({ id: 'ComponentInfo', description: 'A component that steps can call.' })

export const ListComponentsResponse = z
  .object({ components: z.array(ComponentInfo).describe('The components by path.') })
  .meta({ id: 'ListComponentsResponse', description: 'The components of the server.' })
