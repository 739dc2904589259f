import { lockDirectory, runProgram } from '@driftless/server-kit'
import { createStepflowApi, DEFAULT_PORT } from './api/app.ts'
import type { Stepflow } from './engine/service.ts'

await runProgram({
  name: 'stepflow-server',
  defaultPort: DEFAULT_PORT,
  create: async (args, log) => {
    const lock = args.dataDir === undefined ? undefined : await lockDirectory(args.dataDir)
    const api = createStepflowApi({} as Stepflow, { corsOrigins: args.corsOrigins, log })
    return { api, close: async () => lock?.release() }
  },
})
