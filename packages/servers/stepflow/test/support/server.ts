import { listen } from '@driftless/server-kit'
import {
  type Contract,
  createContract,
  createTestClient,
  type TestClient,
} from '@driftless/server-kit/testing'
import { API_PREFIX, createStepflowServer, type StepflowServer } from '../../src/index.ts'
import { TestComponents } from './components.ts'
import { type ServerDatabase, serverDatabase } from './database.ts'

export interface RunningStepflow extends TestClient {
  readonly url: string
  readonly contract: Contract
  readonly components: TestComponents
  readonly server: StepflowServer
  /** Messages of errors that the server logged. */
  readonly loggedErrors: readonly string[]
  stop(): Promise<void>
}

/**
 * A server on loopback with a database of its own; every answer is held against its document.
 *
 * @param database - default: one of the kind that this run of the tests is for.
 */
export async function startStepflow(database?: ServerDatabase): Promise<RunningStepflow> {
  const components = new TestComponents()
  const loggedErrors: string[] = []
  const { options, remove } = database ?? (await serverDatabase())
  const server = createStepflowServer({
    ...options,
    components: components.all,
    log: (level, event, fields) => {
      if (level === 'error') loggedErrors.push(`${event} ${JSON.stringify(fields)}`)
    },
  })
  const socket = await listen(server.api, { port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${socket.port}${API_PREFIX}`
  const contract = createContract(server.api.openApiDocument(), API_PREFIX, 'ErrorResponse')
  return {
    ...createTestClient(url, contract),
    url,
    contract,
    components,
    server,
    loggedErrors,
    stop: async () => {
      components.releaseAll()
      server.interrupt?.()
      await socket.close(0)
      await server.close()
      await remove()
    },
  }
}
