import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server of pets, whose document a test may change while it runs. */
export interface PetsServer extends AsyncDisposable {
  readonly origin: string
  /** Properties that a pet has beside its name. */
  extra: string[]
  /** Answers no requests for the document. */
  isDown: boolean
}

export async function startPetsServer(): Promise<PetsServer> {
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    if (request.url === '/api/openapi.json') {
      response.writeHead(pets.isDown ? 503 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(petsDocument(pets.extra, port)))
    } else {
      const pet = Object.fromEntries([['name', 'Rex'], ...pets.extra.map((key) => [key, key])])
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(request.url?.startsWith('/api/pets/') ? pet : [pet]))
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const pets: PetsServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    extra: ['nickname'],
    isDown: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return pets
}

function petsDocument(extra: readonly string[], port: number) {
  const text = { type: 'string' }
  const json = (schema: object) => ({ description: 'OK.', content: { 'application/json': { schema } } })
  const pet = { $ref: '#/components/schemas/Pet' }
  const id = { name: 'id', in: 'path', required: true, schema: text }
  return {
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1.0.0' },
    servers: [{ url: `http://127.0.0.1:${port}/api` }],
    paths: {
      '/pets/{id}': {
        get: { operationId: 'getPet', tags: ['pets'], parameters: [id], responses: { 200: json(pet) } },
      },
      '/owners': {
        get: {
          operationId: 'listOwners',
          tags: ['owners'],
          responses: { 200: json({ type: 'array', items: { type: 'object', properties: { name: text } } }) },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: 'object',
          required: ['name', ...extra],
          properties: Object.fromEntries(['name', ...extra].map((key) => [key, text])),
        },
      },
    },
  }
}
