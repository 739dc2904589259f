import type { RouteConfig } from '@hono/zod-openapi'
import type { z } from 'zod'
import { emitSchemas } from './emit.ts'

type Json = Record<string, unknown>

/** The parts of an OpenAPI document that no route holds. */
export interface DocumentInfo {
  readonly title: string
  readonly version: string
  readonly description: string
  /** SPDX identifier, such as `Apache-2.0`. */
  readonly license: string
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly defaultPort: number
}

/** Emits the OpenAPI 3.1 document of routes; nothing of the environment but the port enters it. */
export function emitDocument(
  routes: readonly RouteConfig[],
  info: DocumentInfo,
  prefix: string,
  port: number,
): Json {
  const pool = new SchemaPool()
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route, pool) }
  }
  const components = pool.settle()
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
      license: { name: info.license, identifier: info.license },
    },
    servers: [{ url: `http://localhost:${port}${prefix}` }],
    tags: info.tags.map((tag) => ({ ...tag })),
    paths,
    components: { schemas: components },
  }
}

/** Collects the schemas of all routes, to be written together once all are known. */
class SchemaPool {
  readonly #schemas: z.ZodType[] = []
  readonly #places: Json[] = []

  /** An object that will hold the schema after `settle`. */
  reserve(schema: unknown): Json {
    const place: Json = {}
    this.#schemas.push(schema as z.ZodType)
    this.#places.push(place)
    return place
  }

  settle(): Readonly<Record<string, Json>> {
    const { inline, components } = emitSchemas(this.#schemas)
    for (const [index, place] of this.#places.entries()) {
      Object.assign(place, inline[index])
      // Of a parameter: it stands beside the schema already.
      delete place.description
    }
    return components
  }
}

interface DeclaredResponse {
  readonly description: string
  readonly content?: object
}

function operation(route: RouteConfig, pool: SchemaPool): Json {
  const { request } = route
  const parameters = [
    ...parametersIn('path', request?.params, pool),
    ...parametersIn('query', request?.query, pool),
  ]
  return {
    operationId: route.operationId,
    tags: route.tags,
    summary: route.summary,
    description: route.description,
    ...(parameters.length === 0 ? {} : { parameters }),
    // Whoever declares a body needs one: `readBody` refuses requests without.
    ...(request?.body === undefined
      ? {}
      : { requestBody: { required: true, ...contentOf(request.body, pool) } }),
    responses: Object.fromEntries(
      Object.entries(route.responses as Record<string, DeclaredResponse>).map(([status, response]) => [
        status,
        { description: response.description, ...contentOf(response, pool) },
      ]),
    ),
    ...extensionsOf(route),
  }
}

/** What only some readers of the document know, such as `x-driftless-stream`. */
function extensionsOf(route: RouteConfig): Json {
  return Object.fromEntries(Object.entries(route).filter(([key]) => key.startsWith('x-')))
}

function parametersIn(place: 'path' | 'query', schema: unknown, pool: SchemaPool): Json[] {
  if (schema === undefined) return []
  const { shape } = schema as z.ZodObject
  return Object.entries(shape).map(([name, field]) => {
    const { description } = field as z.ZodType
    return {
      name,
      in: place,
      ...(description === undefined ? {} : { description }),
      required: !(field as z.ZodType).safeParse(undefined).success,
      schema: pool.reserve(field),
    }
  })
}

function contentOf({ content }: { content?: object }, pool: SchemaPool): Json {
  if (content === undefined) return {}
  const entries = Object.entries(content as Record<string, { schema: unknown }>)
  return {
    content: Object.fromEntries(
      entries.map(([type, { schema }]) => [type, { schema: pool.reserve(schema) }]),
    ),
  }
}
