import type { ApiConfig } from '@driftless/generator'

export default {
  name: 'stepflow',
  package: 'stepflow-api',
  client: 'StepflowApi',
  error: 'StepflowError',
  server: {
    command: ['--conditions=@driftless/source', 'packages/servers/stepflow/src/main.ts'],
    specPath: '/api/v1/openapi.json',
    healthPath: '/api/v1/health',
    // Fetching a document must not migrate the database that a shell happens to name.
    env: { DATABASE_URL: '' },
  },
  baseUrlVariable: 'STEPFLOW_URL',
  pathPrefix: '/api/v1',
} satisfies ApiConfig
