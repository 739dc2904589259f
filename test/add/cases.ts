import type { Routes } from './mock-api.ts'

/** One API in the manner of a framework: its document, where that is served, and a program that uses the client. */
export interface AddCase {
  readonly framework: string
  readonly name: string
  /** npm name, where it is not from the API's. */
  readonly package?: string
  /** File in `documents/`. */
  readonly file: string
  /** Path that the framework serves the document at. */
  readonly specPath: string
  readonly specType?: string
  readonly routes: Routes
  /** Uses the client of `baseUrl` and prints JSON. */
  readonly program: string
  readonly printed: unknown
}

const book = { id: 7, title: 'Solaris', published_at: null }
const order = { id: 4, quantity: 2, shipDate: null }

export const addCases: readonly AddCase[] = [
  {
    framework: 'FastAPI',
    name: 'library',
    file: 'fastapi.json',
    specPath: '/openapi.json',
    routes: {
      'GET /books/?page_size=2&author_name=Lem': () => ({ body: [book] }),
      'GET /books/7': () => ({ body: book }),
      'POST /books/': (body, { headers }) =>
        headers.authorization === 'Bearer t'
          ? { status: 201, body: { ...book, ...(body as object) } }
          : { status: 401, body: { detail: 'Not authenticated' } },
      'GET /books/8': () => ({
        status: 422,
        body: { detail: [{ loc: ['path', 'book_id'], msg: 'too large', type: 'less_than' }] },
      }),
    },
    program: `
import { isError, LibraryApi } from 'library-api'
const client = new LibraryApi({ baseUrl, httpBearer: 't' })
const listed = await client.books.readBooks({ pageSize: 2, authorName: 'Lem' })
const read = await client.books.readBook(7)
const created = await client.books.create({ title: 'Eden', publishedAt: null })
const refused = await client.books.readBook(8).catch((error: unknown) => error)
const fault = isError(refused, client.books.readBook, 422) ? refused.body.detail?.[0]?.msg : 'another'
console.log(JSON.stringify([listed[0]?.publishedAt, read.title, created.title, fault]))`,
    printed: [null, 'Solaris', 'Eden', 'too large'],
  },
  {
    framework: 'NestJS',
    name: 'cats',
    file: 'nestjs.json',
    specPath: '/api-json',
    routes: {
      'GET /api/cats': () => ({ body: [{ name: 'Maru', age: 5, breed: 'scottish-fold' }] }),
      'POST /api/cats': () => ({ status: 403, body: { message: 'Forbidden resource' } }),
      'DELETE /api/cats/a%2Fb': () => ({ status: 204 }),
    },
    program: `
import { CatsApi, PermissionDeniedError } from 'cats-api'
const client = new CatsApi({ baseUrl, bearer: async () => 'jwt' })
const [cat] = await client.cats.findAll()
const refused = await client.cats.create({ name: 'Tom', age: 1 }).catch((error: unknown) => error)
const removed = await client.cats.remove('a/b')
console.log(JSON.stringify([cat?.breed, refused instanceof PermissionDeniedError, removed ?? 'nothing']))`,
    printed: ['scottish-fold', true, 'nothing'],
  },
  {
    framework: 'a Go framework',
    name: 'greetings',
    package: '@acme/hello',
    file: 'go.yaml',
    specPath: '/openapi.yaml',
    specType: 'application/openapi+yaml',
    routes: {
      'GET /greeting/Ada': () => ({ body: { $schema: 'http://x/s.json', message: 'Hello, Ada!', count: 1 } }),
      'GET /greeting/Bob': () => ({
        status: 404,
        type: 'application/problem+json',
        body: { title: 'Not Found', status: 404, detail: 'no Bob', errors: null },
      }),
      'PUT /greeting': () => ({ status: 204 }),
    },
    program: `
import { Hello, isError } from '@acme/hello'
const client = new Hello({ baseUrl })
const greeting = await client.greetings.get('Ada')
await client.greetings.put({ message: greeting.message, count: 2 })
const missing = await client.greetings.get('Bob').catch((error: unknown) => error)
const detail = isError(missing, client.greetings.get, 404) ? missing.body.detail : 'another'
console.log(JSON.stringify([greeting.message, detail]))`,
    printed: ['Hello, Ada!', 'no Bob'],
  },
  {
    framework: 'Swagger 2.0',
    name: 'orders',
    file: 'swagger.json',
    specPath: '/v2/swagger.json',
    routes: {
      'GET /v2/orders?status=open,sent': () => ({ body: [order] }),
      'GET /v2/orders/5': () => ({ status: 404, body: { message: 'no order 5' } }),
      'POST /v2/orders': (body, { headers }) => ({
        body: { ...order, ...(body as object), key: headers['x-api-key'] },
      }),
    },
    program: `
import { isError, OrdersApi } from 'orders-api'
const client = new OrdersApi({ baseUrl, apiKey: 'k' })
const [first] = await client.orders.get({ status: ['open', 'sent'] })
const placed = await client.orders.place({ quantity: 3 })
const missing = await client.orders.getById(5).catch((error: unknown) => error)
const told = isError(missing, client.orders.getById, 404) ? missing.body.message : 'another'
console.log(JSON.stringify([first?.quantity, placed.quantity, (placed as { key?: string }).key, told]))`,
    printed: [2, 3, 'k', 'no order 5'],
  },
]
