import { randomBytes } from 'node:crypto'
import { createOpenSpawnServer, MIGRATIONS_FOLDER, type NewOrganization } from '@driftless/openspawn-server'
import { listen } from '@driftless/server-kit'
import { createPostgresDatabase, databaseSeed } from '@driftless/server-kit/testing'
import { inject } from 'vitest'

export interface ServedOpenSpawn extends AsyncDisposable {
  readonly origin: string
  /** What the first start tells. */
  readonly first: NewOrganization
  /** Makes a further organization, which sees nothing of the others. */
  newOrganization(): Promise<NewOrganization>
}

/** A server on an empty database of the kind that this run of the tests is for. */
export async function serveOpenSpawn(): Promise<ServedOpenSpawn> {
  const database = await databaseOfRun()
  let first: NewOrganization | undefined
  const server = createOpenSpawnServer({
    encryptionKey: randomBytes(32),
    ...database.options,
    log: () => {},
    onFirstStart: (created) => {
      first = created
    },
  })
  await server.start()
  const socket = await listen(server.api, { port: 0, host: '127.0.0.1' })
  if (first === undefined) throw new Error('The database was not empty.')
  return {
    origin: `http://127.0.0.1:${socket.port}`,
    first,
    newOrganization: () => server.createOrganization('Another'),
    async [Symbol.asyncDispose]() {
      await socket.close(0)
      await server.close()
      await database.remove()
    },
  }
}

async function databaseOfRun() {
  const postgresUrl = inject('postgresUrl')
  if (postgresUrl === undefined) {
    return { options: { seed: await databaseSeed(MIGRATIONS_FOLDER) }, remove: async () => {} }
  }
  const { url, drop } = await createPostgresDatabase(postgresUrl, MIGRATIONS_FOLDER)
  return { options: { databaseUrl: url }, remove: drop }
}

/** The environment in which the examples of the guides find a server and its first agent. */
export function environmentOf({ agent, apiKey }: NewOrganization, origin: string): Record<string, string> {
  return {
    OPENSPAWN_URL: origin,
    OPENSPAWN_API_KEY: apiKey,
    OPENSPAWN_AGENT_ID: agent.agentId,
    OPENSPAWN_SECRET: agent.secret,
  }
}
