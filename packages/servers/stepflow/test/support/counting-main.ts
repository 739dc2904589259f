import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { lockDirectory, runProgram } from '@driftless/server-kit'
import { z } from 'zod'
import { createStepflowServer, defineComponent } from '../../src/index.ts'

/** Lines that say which call of a component began and ended: what a kill cannot take back. */
const file = process.env.STEPFLOW_TEST_CALLS ?? ''

/** Notes its call by its key, lasts some milliseconds, and gives its value. */
function counting(path: string, repeatable: boolean) {
  return defineComponent({
    path,
    description: `Test: ${path}`,
    repeatable,
    input: z.object({ key: z.unknown(), ms: z.number().optional(), value: z.unknown() }),
    output: z.unknown(),
    run: async ({ key, ms = 0, value }) => {
      appendFileSync(file, `${JSON.stringify({ began: key, repeatable })}\n`)
      await sleep(ms)
      appendFileSync(file, `${JSON.stringify({ ended: key, repeatable })}\n`)
      return value ?? null
    },
  })
}

/** The server program with components that leave traces outside of its database. */
await runProgram({
  name: 'counting-stepflow-server',
  defaultPort: 0,
  create: async ({ dataDir, databaseUrl }, log) => {
    const lock = dataDir === undefined ? undefined : await lockDirectory(dataDir)
    const server = createStepflowServer({
      components: [counting('/count/repeatable', true), counting('/count/once', false)],
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
