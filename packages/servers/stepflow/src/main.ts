import { lockDirectory, runProgram } from '@driftless/server-kit'
import { DEFAULT_PORT } from './api/app.ts'
import { loadComponents } from './load-components.ts'
import { createStepflowServer } from './server.ts'

await runProgram({
  name: 'stepflow-server',
  defaultPort: DEFAULT_PORT,
  ownOptions: [
    { name: 'components', value: 'FILE', help: 'load components of your own from a module; repeatable' },
  ],
  create: async ({ dataDir, databaseUrl, corsOrigins, own }, log) => {
    const components = await loadComponents(own.components ?? [])
    const lock = dataDir === undefined ? undefined : await lockDirectory(dataDir)
    const server = createStepflowServer({
      components,
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
