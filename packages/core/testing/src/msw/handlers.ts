import { HttpHandler } from 'msw/http'
import { type FaultRecipe, type FaultRun, faultMark } from '../faults.ts'
import { type Exchange, respond } from './answer.ts'
import { createRouter, type Router } from './match.ts'
import { respondWith } from './respond-with.ts'
import type { ApiTable, OperationEntry } from './table.ts'
import type { HandlerOptions, HandlersOptions } from './types.ts'

/** What a handler was asked to answer, before types are looked at. */
type LooseAnswer = unknown
type LooseResolver = (request: object) => LooseAnswer

/** What all handlers of an API share. */
interface Api {
  readonly table: ApiTable
  readonly route: Router
}

/**
 * Makes the handlers of an API: a function for all of them, which has a function for each operation by resource and
 * method. For the generated entry `testing` of a client, which gives it its type.
 *
 * @throws TypeError where a base URL is none
 */
export function createHandlers<Handlers>(table: ApiTable): Handlers {
  const entries = Object.values(table.resources).flatMap((resource) => Object.values(resource))
  const api: Api = { table, route: createRouter(entries) }
  const all = (options: HandlersOptions = {}) =>
    entries.map((entry) => handlerOf(api, entry, undefined, options))
  for (const [resource, operations] of Object.entries(table.resources)) {
    const makers = Object.entries(operations).map(([method, entry]) => [
      method,
      (answer?: LooseAnswer, options: HandlerOptions = {}) => handlerOf(api, entry, answer, options),
    ])
    // A resource may be called `name`, which a function has already.
    Object.defineProperty(all, resource, { value: Object.fromEntries(makers), enumerable: true })
  }
  return all as Handlers
}

function handlerOf(
  api: Api,
  entry: OperationEntry,
  answer: LooseAnswer,
  options: HandlerOptions,
): HttpHandler {
  const { baseUrl, seed = 1, once = false } = options
  const isRoot = rootTest(baseUrl, api.table.basePath)
  const run = faultOf(isFault(answer) ? answer : options.fault)
  const given = isFault(answer) ? undefined : answer
  const matchOf = (request: Request) => {
    const path = isRoot(new URL(request.url))
    const match = path === undefined ? undefined : api.route(request.method, path)
    return match?.entry === entry ? match : undefined
  }
  const handler = new HttpHandler(
    entry.method,
    ({ request }) => {
      const match = matchOf(request)
      return { matches: match !== undefined, params: match?.params ?? {} }
    },
    async ({ request, params }) => {
      const query = new URL(request.url).searchParams
      const exchange: Exchange = {
        ...{ entry, request, query, seed, definitions: api.table.$defs },
        params: params as Readonly<Record<string, string>>,
      }
      return run({
        request,
        respond: async () => respond(await resolved(given, exchange), exchange),
        respondWith: async (status) => respond(respondWith(status), exchange),
      })
    },
    { once },
  )
  handler.info.header = `${entry.method} ${api.table.basePath}${entry.path}`
  return handler
}

function resolved(answer: LooseAnswer, { request, params, query }: Exchange): LooseAnswer {
  return typeof answer === 'function' ? (answer as LooseResolver)({ request, params, query }) : answer
}

function isFault(value: unknown): value is FaultRecipe {
  return typeof value === 'object' && value !== null && faultMark in value
}

function faultOf(fault: FaultRecipe | undefined): FaultRun {
  return fault === undefined ? ({ respond }) => respond() : fault[faultMark]()
}

/** Tells the path of a URL below the API's root; undefined where it is elsewhere. */
function rootTest(baseUrl: string | undefined, basePath: string): (url: URL) => string | undefined {
  if (baseUrl !== undefined && !/^https?:/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new TypeError(`baseUrl must be an http(s) URL, not ${JSON.stringify(baseUrl)}`)
  }
  const base = baseUrl === undefined ? undefined : new URL(baseUrl)
  const given = base?.pathname.replace(/\/+$/, '') ?? ''
  // As clients do: a base URL may hold the path of the API's root or not.
  const path = given.endsWith(basePath) ? given : given + basePath
  return ({ origin, pathname }) => {
    if (base !== undefined && origin !== base.origin) return undefined
    return pathname === path || pathname.startsWith(`${path}/`) ? pathname.slice(path.length) : undefined
  }
}
