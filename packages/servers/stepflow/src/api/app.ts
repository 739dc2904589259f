import {
  type Api,
  createApi,
  HttpError,
  invalidFields,
  type Log,
  whyDatabaseUnavailable,
} from '@driftless/server-kit'
import { InvalidRequestError, MissingError, StateConflictError } from '../engine/errors.ts'
import type { Stepflow } from '../engine/service.ts'
import { registerBlobs } from './routes/blobs.ts'
import { registerComponents } from './routes/components.ts'
import { registerDebug } from './routes/debug.ts'
import { registerFlows } from './routes/flows.ts'
import { registerHealth } from './routes/health.ts'
import { registerRunEvents } from './routes/run-events.ts'
import { registerRunParts } from './routes/run-parts.ts'
import { registerRuns } from './routes/runs.ts'
import { errorBody } from './schemas/errors.ts'
import { VERSION } from './version.ts'

/** Path below which every operation answers. */
export const API_PREFIX = '/api/v1'
export const DEFAULT_PORT = 7837

export interface StepflowApiOptions {
  readonly corsOrigins?: readonly string[]
  readonly log?: Log
}

/** The HTTP side of an engine: routes, errors, document. */
export function createStepflowApi(stepflow: Stepflow, options: StepflowApiOptions = {}): Api {
  return createApi({
    ...options,
    prefix: API_PREFIX,
    document: {
      title: 'Stepflow API',
      version: VERSION,
      description: 'Stores flows, runs them, and tells how their runs went.',
      license: 'Apache-2.0',
      defaultPort: DEFAULT_PORT,
      tags: [
        { name: 'Component', description: 'What steps can call.' },
        { name: 'Flow', description: 'Flows and their storage.' },
        { name: 'Run', description: 'Runs of flows and their results.' },
        { name: 'Blob', description: 'Content by its hash.' },
        { name: 'Debug', description: 'Running a flow step by step.' },
        { name: 'health', description: 'Whether the server is up.' },
      ],
    },
    routes: (router) => {
      registerComponents(router, stepflow.flows)
      registerFlows(router, stepflow.flows)
      registerRuns(router, stepflow.runs)
      registerRunParts(router, stepflow.runs)
      registerRunEvents(router, stepflow.runs)
      registerBlobs(router, stepflow.blobs)
      registerDebug(router, stepflow.debug)
      registerHealth(router)
    },
    errorBody,
    translateError,
  })
}

function translateError(error: unknown): HttpError | undefined {
  if (error instanceof MissingError) return new HttpError(404, error.message)
  if (error instanceof StateConflictError) return new HttpError(409, error.message)
  if (error instanceof InvalidRequestError) {
    return invalidFields([{ in: 'body', field: error.field, message: error.message }])
  }
  const reason = whyDatabaseUnavailable(error)
  if (reason === undefined) return undefined
  return new HttpError(503, 'The database cannot be reached for now', {
    headers: { 'retry-after': '1' },
    cause: reason,
  })
}
