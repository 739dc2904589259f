import type { Api } from '@driftless/server-kit'

type Json = Record<string, unknown>

/** An operation whose body may be left out, which means `{}`. */
export interface OptionalBody {
  readonly operationId: string
  readonly method: string
  /** Fits the pathname. */
  readonly pathname: RegExp
}

/** Lets callers leave out bodies all of whose members are optional, and says so in the document. */
export function withOptionalBodies(api: Api, operations: readonly OptionalBody[]): Api {
  return {
    ...api,
    openApiDocument: () => declareOptional(api.openApiDocument(), operations),
    fetch: (request) => api.fetch(lacksBody(request, operations) ? withEmptyObject(request) : request),
  }
}

function lacksBody(request: Request, operations: readonly OptionalBody[]): boolean {
  const { pathname } = new URL(request.url)
  const operation = operations.find((each) => each.method === request.method && each.pathname.test(pathname))
  if (operation === undefined || request.headers.has('transfer-encoding')) return false
  return Number(request.headers.get('content-length') ?? 0) === 0
}

function withEmptyObject(request: Request): Request {
  const headers = new Headers(request.headers)
  headers.set('content-type', 'application/json')
  headers.delete('content-length')
  return new Request(request.url, { method: request.method, headers, body: '{}', signal: request.signal })
}

function declareOptional(document: Json, operations: readonly OptionalBody[]): Json {
  const ids = new Set(operations.map(({ operationId }) => operationId))
  const paths = structuredClone(document.paths) as Record<string, Record<string, Json>>
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    if (ids.has(String(operation.operationId))) (operation.requestBody as Json).required = false
  }
  return { ...document, paths }
}
