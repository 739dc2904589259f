import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { stringify } from 'yaml'
import { type DocumentInfo, emitDocument } from '../spec/document.ts'
import { readBody } from './body.ts'
import { describeError, type FieldError, HttpError, invalidFields } from './errors.ts'
import { type Log, stderrLog } from './log.ts'
import { OperationTable } from './operations.ts'
import { type RequestVariables, requestIds } from './request-id.ts'

/** Hono environment of every handler of an API. */
export interface ApiEnv {
  Variables: RequestVariables
}

export type ApiRouter = OpenAPIHono<ApiEnv>

export interface ApiOptions {
  /** Path below which every operation answers, such as `/api/v1`. */
  readonly prefix: string
  readonly document: DocumentInfo
  /** Registers the routes, with paths relative to the prefix. */
  readonly routes: (router: ApiRouter) => void
  /** The API's one error body, as its document declares it. */
  readonly errorBody: (error: HttpError) => unknown
  /** Turns errors of the layers below into an answer; `undefined` for what is unexpected. */
  readonly translateError?: (error: unknown) => HttpError | undefined
  /** Origins that browsers may call from; `*` for any. Default: none. */
  readonly corsOrigins?: readonly string[]
  /** Largest request body in bytes. Default: 2 MiB. */
  readonly maxBodyBytes?: number
  readonly log?: Log
}

/** A running API without a socket: what `listen` serves. */
export interface Api {
  fetch(request: Request): Response | Promise<Response>
  /** The OpenAPI document; the port stands in `servers` only. */
  openApiDocument(): Record<string, unknown>
  /** Tells the API which port it is served on. */
  servedOn(port: number): void
}

const DEFAULT_MAX_BODY_BYTES = 2 * 1024 * 1024
const EXPOSED_HEADERS = ['Date', 'Retry-After', 'X-Request-Id', 'Idempotent-Replayed']

/**
 * Builds an API whose routes are its specification: validation, errors, CORS, request ids and the
 * document at `<prefix>/openapi.json` and `.yaml`.
 */
export function createApi(options: ApiOptions): Api {
  const { prefix } = options
  const log = options.log ?? stderrLog
  const router: ApiRouter = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid })
  options.routes(router)
  const operations = new OperationTable(routesOf(router), prefix)
  let port = options.document.defaultPort
  const openApiDocument = () => emitDocument(routesOf(router), options.document, prefix, port)

  const app = new OpenAPIHono<ApiEnv>()
  app.use(requestIds)
  const corsOrigins = options.corsOrigins ?? []
  if (corsOrigins.length > 0) {
    app.use(
      cors({ origin: corsOrigins.includes('*') ? '*' : [...corsOrigins], exposeHeaders: EXPOSED_HEADERS }),
    )
  }
  app.get(`${prefix}/openapi.json`, (context) => context.json(openApiDocument()))
  app.get(`${prefix}/openapi.yaml`, (context) =>
    context.body(stringify(openApiDocument(), { aliasDuplicateObjects: false }), 200, {
      'content-type': 'application/yaml',
    }),
  )
  app.use(async (context, next) => {
    const declared = operations.at(context.req.path).find(({ method }) => method === context.req.method)
    const bodyTypes = declared?.bodyTypes ?? []
    if (bodyTypes.length > 0) {
      await readBody(context, bodyTypes, options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES)
    }
    await next()
  })
  app.route(prefix, router)

  const answer = (context: Context<ApiEnv>, error: HttpError) => {
    for (const [name, value] of Object.entries(error.headers)) context.header(name, value)
    return context.json(options.errorBody(error) as object, error.status as ContentfulStatusCode)
  }
  app.notFound((context) => answer(context, nothingHere(context, operations)))
  app.onError((error, context) => {
    const known = knownError(error, options.translateError)
    const request = {
      requestId: context.get('requestId'),
      method: context.req.method,
      path: context.req.path,
    }
    if (known !== undefined) {
      // What the caller cannot change is told to the operator, as far as it was said.
      if (known.status >= 500 && known.cause !== undefined) {
        log('warn', known.message, { ...request, reason: describeError(known.cause) })
      }
      return answer(context, known)
    }
    log('error', 'unexpected error', { ...request, error: describeError(error) })
    return answer(context, new HttpError(500, 'Internal server error'))
  })
  return {
    fetch: (request) => app.fetch(request),
    openApiDocument,
    servedOn: (actual) => {
      port = actual
    },
  }
}

/** The routes of a router, as they were declared. */
export function routesOf(router: ApiRouter): RouteConfig[] {
  return router.openAPIRegistry.definitions.flatMap((definition) =>
    definition.type === 'route' ? [definition.route] : [],
  )
}

function knownError(error: Error, translate: ApiOptions['translateError']): HttpError | undefined {
  if (error instanceof HttpError) return error
  if (error instanceof HTTPException) return new HttpError(error.status, error.message, { cause: error })
  return translate?.(error)
}

function nothingHere(context: Context, operations: OperationTable): HttpError {
  const { path, method } = context.req
  const allowed = [...new Set(operations.at(path).map((operation) => operation.method))]
  if (allowed.length === 0) return new HttpError(404, `No route ${method} ${path}`)
  const allow = allowed.join(', ')
  return new HttpError(405, `${method} is not allowed on ${path}; allowed: ${allow}`, { headers: { allow } })
}

const PARTS: Readonly<Record<string, FieldError['in']>> = {
  json: 'body',
  query: 'query',
  param: 'path',
  header: 'header',
}

interface ValidationResult {
  readonly success: boolean
  readonly target: string
  readonly error?: { readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[] }
}

/** More would only repeat the same mistake. */
const MAX_REPORTED_FIELDS = 20

function refuseInvalid(result: ValidationResult): void {
  if (result.success) return
  const issues = result.error?.issues ?? []
  throw invalidFields(
    issues.slice(0, MAX_REPORTED_FIELDS).map(({ path, message }) => ({
      in: PARTS[result.target] ?? 'body',
      field: path.map(String).join('.'),
      message,
    })),
  )
}
