import type { ApiConfig } from '@driftless/generator'

export default {
  name: 'openspawn',
  package: 'openspawn',
  client: 'BikiniBottomClient',
  error: 'BikiniBottomError',
  server: {
    command: ['--conditions=@driftless/source', 'packages/servers/openspawn/src/main.ts'],
    specPath: '/api/v1/openapi.json',
    healthPath: '/api/v1/health',
    // Fetching a document must not migrate the database that a shell happens to name.
    env: { DATABASE_URL: '' },
  },
  baseUrlVariable: 'OPENSPAWN_URL',
  pathPrefix: '/api/v1',
  // What the wire calls `reason` is called `notes` by everyone who writes tasks.
  properties: { TransitionTaskRequest: { reason: 'notes' } },
  validate: true,
} satisfies ApiConfig
