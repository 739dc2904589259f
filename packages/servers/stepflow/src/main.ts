import { lockDirectory, runProgram } from '@driftless/server-kit'
import { DEFAULT_PORT } from './api/app.ts'
import { createStepflowServer } from './server.ts'

await runProgram({
  name: 'stepflow-server',
  defaultPort: DEFAULT_PORT,
  create: async ({ dataDir, databaseUrl, corsOrigins }, log) => {
    const lock = dataDir === undefined ? undefined : await lockDirectory(dataDir)
    const server = createStepflowServer({
      corsOrigins,
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
