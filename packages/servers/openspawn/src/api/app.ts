import { type Api, createApi, type HttpError, type Log, whyDatabaseUnavailable } from '@driftless/server-kit'
import { withSecurity } from '@driftless/server-kit/auth'
import { Refusal } from '../domain/errors.ts'
import { busyError } from './guard/busy.ts'
import { type GuardOptions, guard } from './guard/guard.ts'
import { withOptionalBodies } from './optional-bodies.ts'
import { registerAgents } from './routes/agents.ts'
import { registerApiKeys } from './routes/api-keys.ts'
import { registerCapabilities } from './routes/capabilities.ts'
import { registerChannels } from './routes/channels.ts'
import { registerCredits } from './routes/credits.ts'
import { registerEvents } from './routes/events.ts'
import { registerHealth } from './routes/health.ts'
import { registerMessages } from './routes/messages.ts'
import { registerNewAgents } from './routes/new-agents.ts'
import { registerTaskParts } from './routes/task-parts.ts'
import { registerTasks } from './routes/tasks.ts'
import { errorBody } from './schemas/errors.ts'
import { security } from './security.ts'
import { VERSION } from './version.ts'

/** Path below which every operation answers. */
export const API_PREFIX = '/api/v1'
export const DEFAULT_PORT = 3000

export interface OpenSpawnApiOptions {
  readonly corsOrigins?: readonly string[]
  readonly log?: Log
}

/** The HTTP side: routes, errors, document. */
export function createOpenSpawnApi(
  services: Omit<GuardOptions, 'openPaths'>,
  options: OpenSpawnApiOptions = {},
): Api {
  const api = createApi({
    ...options,
    prefix: API_PREFIX,
    document: {
      title: 'BikiniBottom API',
      version: VERSION,
      description:
        'Agents of an organization: who they are, what they do, what they spend and what they say.',
      license: 'Apache-2.0',
      defaultPort: DEFAULT_PORT,
      tags: [
        { name: 'agents', description: 'The agents of an organization.' },
        { name: 'tasks', description: 'What is to be done, and who does it.' },
        { name: 'credits', description: 'What agents have and spend.' },
        { name: 'messages', description: 'What agents say.' },
        { name: 'channels', description: 'Where agents speak.' },
        { name: 'events', description: 'What happened.' },
        { name: 'apiKeys', description: 'Keys that act as agents.' },
        { name: 'health', description: 'Whether the server is up.' },
      ],
    },
    routes: (router) => {
      router.use('*', guard({ ...services, openPaths: [`${API_PREFIX}/health`] }))
      registerNewAgents(router)
      registerAgents(router)
      registerCapabilities(router)
      registerTasks(router)
      registerTaskParts(router)
      registerCredits(router)
      registerMessages(router)
      registerChannels(router)
      registerEvents(router)
      registerApiKeys(router)
      registerHealth(router)
    },
    errorBody,
    translateError,
  })
  const optionalBodies = [
    {
      operationId: 'rejectAgent',
      method: 'DELETE',
      pathname: new RegExp(`^${API_PREFIX}/agents/[^/]+/reject$`),
    },
  ]
  return withSecurity(withOptionalBodies(api, optionalBodies), API_PREFIX, security)
}

function translateError(error: unknown): HttpError | undefined {
  const busy = busyError(error)
  if (busy !== undefined) return busy
  const reason = whyDatabaseUnavailable(error)
  if (reason === undefined) return undefined
  return new Refusal(503, 'unavailable', 'The database is away; try again soon', {
    headers: { 'retry-after': '1' },
    cause: reason,
  })
}
