import { type Api, describeError, type Log, type Service, stderrLog } from '@driftless/server-kit'
import { createStepflowApi } from './api/app.ts'
import { readFlow } from './api/read-flow.ts'
import type { Component } from './engine/components/component.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import { databaseStore } from './store/database-store.ts'

export interface StepflowServerOptions {
  /** URL of a database on a PostgreSQL server; absent: the embedded database. */
  readonly databaseUrl?: string
  /** Folder of the embedded database, locked by the caller; absent: in memory. */
  readonly dataDir?: string
  /** A dumped data folder to start the embedded database from. */
  readonly seed?: Blob
  /** Further components beside the builtin ones. */
  readonly components?: readonly Component[]
  readonly corsOrigins?: readonly string[]
  readonly log?: Log
}

/** A Stepflow server without a socket. */
export interface StepflowServer extends Service {
  readonly api: Api
  start(): Promise<void>
}

/** Puts store, engine and API together. */
export function createStepflowServer(options: StepflowServerOptions = {}): StepflowServer {
  const { log = stderrLog, databaseUrl, dataDir, seed, components = [], corsOrigins = [] } = options
  const store = databaseStore({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(seed === undefined ? {} : { seed }),
    prepare: (opened) => engine.resume(opened),
    onConnectionLost: ({ message }) => log('warn', 'lost a connection to the database', { message }),
  })
  const engine: Engine = createEngine({
    store,
    readFlow,
    components,
    reportError: (event, error) => log('error', event, { error: describeError(error) }),
  })
  return {
    api: createStepflowApi(engine, { corsOrigins, log }),
    // In memory there is nothing to recover, and who only asks for the document needs no database.
    start: async () => {
      if (dataDir !== undefined || databaseUrl !== undefined) await store.get()
    },
    interrupt: () => engine.releaseWaiting(),
    close: async () => {
      await engine.close()
      await store.close()
    },
  }
}
