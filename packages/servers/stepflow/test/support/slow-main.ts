import { lockDirectory, runProgram } from '@driftless/server-kit'
import { createStepflowServer } from '../../src/index.ts'
import { TestComponents } from './components.ts'

/** The server program with the components of the tests: its steps can be made to last. */
await runProgram({
  name: 'slow-stepflow-server',
  defaultPort: 0,
  create: async ({ dataDir, databaseUrl }, log) => {
    const lock = dataDir === undefined ? undefined : await lockDirectory(dataDir)
    const components = new TestComponents().all
    const server = createStepflowServer({
      components,
      log,
      ...(dataDir === undefined ? {} : { dataDir }),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    })
    return {
      ...server,
      close: async () => {
        await server.close()
        await lock?.release()
      },
    }
  },
})
