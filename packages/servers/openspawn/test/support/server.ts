import { randomBytes } from 'node:crypto'
import { listen } from '@driftless/server-kit'
import { sign } from '@driftless/server-kit/auth'
import {
  type Contract,
  createContract,
  createPostgresDatabase,
  createTestClient,
  databaseSeed,
  type TestClient,
  type TestRequest,
} from '@driftless/server-kit/testing'
import { inject } from 'vitest'
import {
  API_PREFIX,
  createOpenSpawnServer,
  MIGRATIONS_FOLDER,
  type NewOrganization,
  type OpenSpawnServer,
  type OpenSpawnServerOptions,
} from '../../src/index.ts'

/** How an agent signs in. */
export interface Credentials {
  readonly id: string
  readonly agentId: string
  readonly secret: string
}

export interface RunningOpenSpawn {
  /** With the API's prefix. */
  readonly url: string
  readonly contract: Contract
  readonly server: OpenSpawnServer
  readonly first: NewOrganization
  /** Sends nothing that says who calls. */
  readonly anonymous: TestClient
  /** The HR agent of the first organization. */
  readonly hr: TestClient
  /** Messages of errors that the server logged. */
  readonly loggedErrors: readonly string[]
  as(agent: Credentials): TestClient
  withKey(key: string): TestClient
  stop(): Promise<void>
}

/** A server on loopback with a database of its own; every answer is held against its document. */
export async function startOpenSpawn(
  options: Partial<OpenSpawnServerOptions> = {},
): Promise<RunningOpenSpawn> {
  const loggedErrors: string[] = []
  const database = await serverDatabase()
  let first: NewOrganization | undefined
  const server = createOpenSpawnServer({
    encryptionKey: randomBytes(32),
    // Of many requests at once, none is given up because the machine is busy.
    waitMs: 100_000,
    ...database.options,
    onFirstStart: (created) => {
      first = created
    },
    log: (level, event, fields) => {
      if (level === 'error') loggedErrors.push(`${event} ${JSON.stringify(fields)}`)
    },
    ...options,
  })
  await server.start()
  const socket = await listen(server.api, { port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${socket.port}${API_PREFIX}`
  const contract = createContract(server.api.openApiDocument(), API_PREFIX, 'ErrorResponse')
  if (first === undefined) throw new Error('The database was not empty.')
  const clients = clientsOf(url, contract)
  return {
    ...clients,
    url,
    contract,
    server,
    first,
    loggedErrors,
    hr: clients.as(first.agent),
    stop: async () => {
      await socket.close(0)
      await server.close()
      await database.remove()
    },
  }
}

/** Clients of a server, however it is run. */
export function clientsOf(url: string, contract: Contract) {
  const anonymous = createTestClient(url, contract)
  return {
    anonymous,
    as: (agent: Credentials) => signing(anonymous, agent),
    withKey: (key: string): TestClient => ({
      request: (method, path, request = {}) =>
        anonymous.request(method, path, {
          ...request,
          headers: { authorization: `Bearer ${key}`, ...request.headers },
        }),
    }),
  }
}

/** Signs every request as an agent. */
function signing(client: TestClient, agent: Credentials): TestClient {
  return {
    request: (method, path, request = {}) =>
      client.request(method, path, {
        ...request,
        headers: { ...signatureOf(agent, method, path, request), ...request.headers },
      }),
  }
}

/** Headers of a signed request; `path` stands below the prefix. */
export function signatureOf(
  agent: Pick<Credentials, 'agentId' | 'secret'>,
  method: string,
  path: string,
  { body, rawBody }: TestRequest = {},
  timestamp = String(Math.floor(Date.now() / 1000)),
): Record<string, string> {
  const nonce = randomBytes(32).toString('hex')
  const text = body === undefined ? String(rawBody ?? '{}') : JSON.stringify(body)
  const signature = sign(agent.secret, {
    method,
    path: API_PREFIX + path.replace(/\?.*$/s, ''),
    timestamp,
    nonce,
    body: ['GET', 'HEAD', 'DELETE'].includes(method) ? '' : text,
  })
  return {
    'x-agent-id': agent.agentId,
    'x-timestamp': timestamp,
    'x-nonce': nonce,
    'x-signature': signature,
  }
}

interface ServerDatabase {
  readonly options: Pick<OpenSpawnServerOptions, 'seed' | 'databaseUrl'>
  remove(): Promise<void>
}

/** A database of the kind that this run of the tests is for; the embedded one is in memory. */
async function serverDatabase(): Promise<ServerDatabase> {
  const postgresUrl = inject('postgresUrl')
  if (postgresUrl === undefined) {
    return { options: { seed: await databaseSeed(MIGRATIONS_FOLDER) }, remove: async () => {} }
  }
  const { url, drop } = await createPostgresDatabase(postgresUrl, MIGRATIONS_FOLDER)
  return { options: { databaseUrl: url }, remove: drop }
}
