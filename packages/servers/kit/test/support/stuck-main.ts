import { runProgram } from '../../src/process/main.ts'

/** A server program that never has everything written: node stuck-main.ts --port 0 */
await runProgram({
  name: 'stuck-server',
  defaultPort: 0,
  create: async () => ({
    api: {
      fetch: () => new Response(),
      openApiDocument: () => ({}),
      servedOn: () => undefined,
    },
    // Something must keep the process alive, as an open connection to a database does.
    close: () => new Promise<void>(() => setInterval(() => undefined, 60_000)),
  }),
})
