/** Every operation of both clients against its handlers, with answers compared with what is declared. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { validateResponses } from '@driftless/runtime/validate'
import { setupServer } from 'msw/node'
import { BikiniBottomClient } from 'openspawn'
import { handlers as openspawnHandlers } from 'openspawn/testing'
import { validateResponses as validateOpenspawn } from 'openspawn/validate'
import { StepflowApi } from 'stepflow-api'
import { handlers as stepflowHandlers } from 'stepflow-api/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { validationSchemas } from '../support/schemas.ts'

const clients = join(import.meta.dirname, '../../../../clients')
const baseUrl = 'http://api.test'

interface Listed {
  readonly name: string
  readonly resource: string
  readonly method: string
  readonly path: string
  readonly httpMethod: string
  readonly stream?: string
}

type Called = Promise<unknown> | AsyncIterable<unknown>
type LooseClient = Readonly<Record<string, Readonly<Record<string, (...given: unknown[]) => Called>>>>

async function listed(name: string): Promise<Listed[]> {
  const text = await readFile(join(clients, name, 'operations.json'), 'utf8')
  return (JSON.parse(text) as { operations: Listed[] }).operations
}

/** Calls an operation with a value for each path parameter and an empty body, and reads streams to their end. */
async function call(client: object, { resource, method, path, name, stream }: Listed): Promise<unknown> {
  const parameters = [...path.matchAll(/\{[^}]+\}/g)].map((_, index) => `value-${index}`)
  const body = name.endsWith('AsBinary') ? new Blob(['bytes']) : {}
  const operations = (client as LooseClient)[resource]
  const answer = operations?.[method]?.(...parameters, body)
  if (stream === undefined) return answer
  const events: unknown[] = []
  for await (const event of answer as AsyncIterable<unknown>) events.push(event)
  return events
}

const stepflow = validateResponses(
  { mode: 'strict' },
  await validationSchemas('schemas/stepflow/openapi.json'),
)
const openspawn = validateOpenspawn({ mode: 'strict' })

const apis = [
  {
    name: 'stepflow-api',
    all: stepflowHandlers,
    connect: () => new StepflowApi({ baseUrl, middleware: [stepflow] }),
    count: 23,
  },
  {
    name: 'openspawn',
    all: openspawnHandlers,
    connect: () => new BikiniBottomClient({ baseUrl, apiKey: 'key', middleware: [openspawn] }),
    count: 43,
  },
]

describe.for(apis)('the handlers of $name', async ({ name, all, connect, count }) => {
  const server = setupServer()
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
  afterEach(() => server.resetHandlers())
  afterAll(() => server.close())
  const operations = await listed(name)

  test('are as many as there are operations', () => {
    expect(all()).toHaveLength(count)
    expect(operations).toHaveLength(count)
  })

  test.for(operations)('answer $name as declared, with many seeds', async (operation) => {
    await using client = connect()
    const answers = new Set<string>()
    for (let seed = 1; seed <= 10; seed++) {
      server.resetHandlers(...all({ baseUrl, seed }))
      const answer = await call(client, operation)
      answers.add(JSON.stringify(answer) ?? 'nothing')
      expect(JSON.stringify(await call(client, operation))).toBe(JSON.stringify(answer))
    }
    // What has nothing to choose from is always the same.
    const isFixed = operation.httpMethod === 'DELETE' || /health|debugQueue/i.test(operation.name)
    expect(answers.size).toBeGreaterThan(isFixed ? 0 : 1)
  })
})
