import { listen } from '@driftless/server-kit'
import { createPostgresDatabase, databaseSeed, startPostgres } from '@driftless/server-kit/testing'
import {
  createStepflowServer,
  MIGRATIONS_FOLDER,
  type StepflowServerOptions,
} from '@driftless/stepflow-server'
import { StepflowClient } from '../../src/index.ts'

/** The databases that a Stepflow server runs on. */
export type DatabaseKind = 'the embedded database' | 'PostgreSQL'

export interface ServedClient extends AsyncDisposable {
  readonly client: StepflowClient
}

/** A server with its builtin components on an empty database of this kind, and a client of it. */
export async function serveOn(kind: DatabaseKind): Promise<ServedClient> {
  const database = await databaseOf(kind)
  const server = createStepflowServer({ ...database.options, log: () => {} })
  const socket = await listen(server.api, { port: 0, host: '127.0.0.1' })
  const client = await StepflowClient.connect(`http://127.0.0.1:${socket.port}`)
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.close()
      server.interrupt?.()
      await socket.close(0)
      await server.close()
      await database.remove()
    },
  }
}

interface Database {
  readonly options: StepflowServerOptions
  remove(): Promise<void>
}

async function databaseOf(kind: DatabaseKind): Promise<Database> {
  if (kind === 'the embedded database') {
    return { options: { seed: await databaseSeed(MIGRATIONS_FOLDER) }, remove: async () => {} }
  }
  const postgres = await startPostgres()
  const { url, drop } = await createPostgresDatabase(postgres.url(), MIGRATIONS_FOLDER)
  return {
    options: { databaseUrl: url },
    async remove() {
      await drop()
      await postgres.stop()
    },
  }
}
