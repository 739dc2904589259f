/** Code of a user against a generated package, and what the compiler must say to it. */
export interface Snippet {
  readonly title: string
  /** Golden spec whose package is used; imports start with `./src/`. */
  readonly spec: string
  readonly code: string
  /** The one error that is expected; without it the code must compile. */
  readonly error?: RegExp
}

function snippet(title: string, spec: string, lines: string, error?: RegExp): Snippet {
  const names = 'import * as main from "./src/index.js"\nimport * as operations from "./src/operations.js"\n'
  const start = 'declare const api: main.Api\ndeclare const client: main.Client\n'
  const uses = '\nexport const used = [main, operations, api, client]\n'
  return { title, spec, code: names + start + lines + uses, ...(error && { error }) }
}

export const snippets: readonly Snippet[] = [
  snippet(
    'calls compile: class and functions, with and without options',
    'parameters',
    `await api.query.search()
    await api.query.search({ formList: ['a'], formValue: new Date() }, { signal: AbortSignal.timeout(1), headers: { 'X-Free': 1 } })
    await operations.postBoth(client, 'p', { itemName: 'x' }, { query: { dryRun: true } })
    await operations.postBoth(client, 'p', undefined, { query: { dryRun: true }, headers: { xTrace: 't', 'x-free': 'f' } })`,
  ),
  snippet(
    'a missing path parameter does not compile',
    'renaming',
    'await api.records.get()',
    /Expected 1-3 arguments/,
  ),
  snippet(
    'a missing required query does not compile',
    'parameters',
    'await api.query.getRequired()',
    /Expected 1-2 arguments/,
  ),
  snippet(
    'a missing required header does not compile',
    'parameters',
    `await api.headers.get({}, { cookies: { sessionId: 's' } })`,
    /headers/,
  ),
  snippet(
    'a misspelt query parameter does not compile',
    'parameters',
    `await api.query.search({ fromList: ['a'] })`,
    /fromList/,
  ),
  snippet(
    'an enum value compiles as constant and as text',
    'enums',
    `
    await api.tasks.create({ title: 't', status: main.TaskStatus.InProgress, color: 'red' })
    await api.tasks.list({ status: 'todo', sortOrder: main.ListTasksSortOrder.Desc })`,
  ),
  snippet(
    'a misspelt enum value in a body does not compile',
    'enums',
    `await api.tasks.create({ title: 't', status: 'in_progres' })`,
    /in_progres/,
  ),
  snippet(
    'a misspelt enum value in a query does not compile',
    'enums',
    `await api.tasks.list({ sortOrder: 'down' })`,
    /down/,
  ),
  snippet(
    'values of a newer server can be compared',
    'enums',
    `
    const [task] = await api.tasks.list()
    export const isNew = task?.status === 'brand_new'
    export const known = task?.status === main.TaskStatus.Todo`,
  ),
  snippet(
    'a required property may not be missing',
    'enums',
    `await api.tasks.create({ status: 'todo' })`,
    /title/,
  ),
  snippet(
    'undefined may be given wherever a property is optional',
    'enums',
    `
    await api.tasks.create({ title: 't', status: 'todo', color: undefined }, { signal: undefined, maxRetries: undefined })`,
  ),
  snippet(
    'the result has its type',
    'renaming',
    `
    const record = await api.records.get('1')
    export const point: number | undefined = record.points?.[0]?.[0]?.value
    const { data, attempts } = await api.records.get('1').withResponse()
    export const both: [string, number] = [data.recordId, attempts.length]`,
  ),
  snippet(
    'an item of a list may be undefined',
    'renaming',
    `const { records } = await api.records.list()\nexport const id = records[0].recordId`,
    /possibly 'undefined'/,
  ),
  snippet(
    'writeOnly properties are not in results',
    'renaming',
    `const record = await api.records.get('1')\nexport const secret = record.secretKey`,
    /secretKey/,
  ),
  snippet(
    'readOnly properties are not in requests',
    'direction',
    `await api.users.create({ userName: 'u', passwordHash: 'h', userId: '1' })`,
    /userId/,
  ),
  snippet(
    'a union is narrowed by its discriminator',
    'composition',
    `
    const pet = await api.pets.create({ petType: 'kitty', clawCount: 4 })
    export const claws: number = pet.petType === 'kitty' ? pet.clawCount : (pet.barkVolume ?? 0)`,
  ),
  snippet(
    '`isError` narrows the body by operation and status',
    'responses',
    `
    export function handle(error: unknown): string {
      if (main.isError(error, api.runs.get, 404)) return error.body.errorCode
      if (main.isError(error, operations.getRun, 409)) return error.body.faultCode
      if (main.isError(error, api.runs.get, 503)) return error.body.errorText
      if (error instanceof main.GoldenError) return error.toReport()
      return ''
    }`,
  ),
  snippet(
    '`isError` knows what another status declares',
    'responses',
    `export function handle(error: unknown) {
      return main.isError(error, api.runs.get, 404) ? error.body.faultCode : ''
    }`,
    /faultCode/,
  ),
  snippet(
    'an int64 is a bigint where that is configured',
    'int64-bigint',
    `
    export const total: bigint = (await api.counters.get(9007199254740993n)).totalCount`,
  ),
  snippet(
    'credentials may be given one by one, or as a provider',
    'security',
    `
    export const clients = [
      new main.Api({ baseUrl: '/', bearerToken: async () => 't', headerKey: 'k' }),
      new main.Api({ baseUrl: '/', auth: main.bearer('t') }),
      new main.Api({ baseUrl: '/' }),
    ]`,
  ),
  snippet(
    'credentials beside a provider do not compile',
    'security',
    `export const wrong = new main.Api({ baseUrl: '/', bearerToken: 't', auth: main.bearer('t') })`,
    /./,
  ),
  snippet(
    'credentials that all operations share are demanded as a whole',
    'credentials',
    `
    export const clients = [
      new main.Api({ baseUrl: '/', token: 't' }),
      new main.Api({ baseUrl: '/', agentId: 'a', secret: 's' }),
      new main.Api({ baseUrl: '/', auth: {} }),
    ]`,
  ),
  snippet(
    'missing credentials do not compile',
    'credentials',
    `export const wrong = new main.Api({ baseUrl: '/' })`,
    /./,
  ),
  snippet(
    'half of an alternative does not compile',
    'credentials',
    `export const wrong = new main.Api({ baseUrl: '/', agentId: 'a' })`,
    /./,
  ),
  snippet(
    'two alternatives at once do not compile',
    'credentials',
    `export const wrong = new main.Api({ baseUrl: '/', token: 't', agentId: 'a', secret: 's' })`,
    /./,
  ),
  snippet(
    'a signature takes id and secret together, or a key instead, and a signing path beside them',
    'signed',
    `
    export const clients = [
      new main.Api({ baseUrl: '/', apiKey: async () => 'k' }),
      new main.Api({ baseUrl: '/', agentId: 'a', secret: 's' }),
      new main.Api({ baseUrl: '/', agentId: 'a', secret: 's', signingPath: '/v1', idempotency: 'none' }),
    ]
    await api.payments.create({ amount: 1 }, { idempotencyKey: 'order-7' })`,
  ),
  ...[
    `{ baseUrl: '/' }`,
    `{ baseUrl: '/', agentId: 'a' }`,
    `{ baseUrl: '/', secret: 's' }`,
    `{ baseUrl: '/', apiKey: 'k', agentId: 'a', secret: 's' }`,
    `{ baseUrl: '/', apiKey: 'k', signingPath: '/v1' }`,
    `{ baseUrl: '/', agentId: 'a', secret: async () => 's' }`,
  ].map((options) =>
    snippet(
      `the credentials ${options} of a signature do not compile`,
      'signed',
      `export const wrong = new main.Api(${options})`,
      /./,
    ),
  ),
  snippet(
    'pages have typed items and meta, and results out of envelopes are typed',
    'pages',
    `for await (const { itemId } of api.lists.byOffset({ startAt: 3 })) itemId.toUpperCase()
    const page = await api.lists.byOffset()
    const total: number | undefined = page.meta?.totalCount
    const [first]: main.PageType[] = await operations.listByPage(client, 's').take(1)
    const found = await api.lists.byCursor({ searchText: 't' }).withResponse()
    const id: string | undefined = found.data.items[0]?.itemId
    const none: undefined = (await api.lists.byId({ beforeId: 'b' })).meta
    const next: main.PagePromise<main.PageType, unknown> = page.next()
    export const seen = [total, first, id, none, next]`,
  ),
  snippet(
    'a property that is writeOnly is not in the items',
    'pages',
    'for await (const { secretKey } of api.lists.byPage("s")) console.log(secretKey)',
    /secretKey/,
  ),
  snippet(
    'null is not in the type of what would be not found',
    'envelopes',
    `const agent: main.Agent = await api.agents.get('a')
    const balance: number = await operations.getAgentBalance(client, 'a')
    const state: string = (await api.agents.getState('a')).agentState
    const [first] = await api.agents.list()
    await api.agents.reject('a')
    export const seen = [agent, balance, state, first?.manager?.agentId]`,
  ),
  snippet(
    'validation is a middleware with the schemas of the API',
    'pages',
    `const { validateResponses } = await import('./src/validate.js')
    const onReport = (entries: readonly { readonly pointer: string }[]) => console.warn(entries[0]?.pointer)
    export const made = new main.Api({ baseUrl: 'x:', middleware: [validateResponses({ mode: 'strict', onReport })] })`,
  ),
]
