import type { ApiConfig } from '../../config.ts'
import type { SimpleCall } from '../../emit/example-operation.ts'

/** The first test of a new client, for people to go on from: it calls the client against its own handlers. */
export function starterTest({ client }: ApiConfig, call: SimpleCall | undefined): string {
  const needed = call === undefined ? [] : [client]
  return `import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
${needed.map((name) => `import { ${name} } from '../src/index.ts'\n`).join('')}import { handlers } from '../src/testing.ts'

const baseUrl = 'http://api.test'
const server = setupServer(...handlers({ baseUrl }))

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
afterAll(() => server.close())

${call === undefined ? coverage : callTest(client, call)}`
}

const coverage = `it('has a handler for every operation', () => {
  expect(server.listHandlers()).toHaveLength(handlers().length)
})
`

function callTest(client: string, { method, text, hasResult }: SimpleCall): string {
  return `it('${method.replaceAll("'", "\\'")} gives what the document says', async () => {
  await using client = new ${client}({ baseUrl, auth: { authorize: (request) => request } })
  expect(await ${text}).${hasResult ? 'toBeDefined' : 'toBeUndefined'}()
})
`
}
