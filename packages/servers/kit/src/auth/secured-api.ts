import { stringify } from 'yaml'
import type { Api } from '../http/api.ts'

type Json = Record<string, unknown>

/** How callers of an API say who they are, as its document tells it. */
export interface SecurityDeclaration {
  /** Security schemes by name. */
  readonly schemes: Readonly<Record<string, Json>>
  /** What every operation requires unless it is open: one of these. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  /** Ids of operations that anybody may call. */
  readonly openOperations: readonly string[]
}

/** Adds to an API's document how callers say who they are; changes nothing else. */
export function withSecurity(api: Api, prefix: string, declaration: SecurityDeclaration): Api {
  const openApiDocument = () => declareSecurity(api.openApiDocument(), declaration)
  const writers: Readonly<Record<string, () => string>> = {
    [`${prefix}/openapi.json`]: () => JSON.stringify(openApiDocument()),
    [`${prefix}/openapi.yaml`]: () => stringify(openApiDocument(), { aliasDuplicateObjects: false }),
  }
  return {
    ...api,
    openApiDocument,
    fetch: async (request) => {
      const response = await api.fetch(request)
      const write = writers[new URL(request.url).pathname]
      if (write === undefined || request.method !== 'GET' || !response.ok) return response
      return new Response(write(), { status: response.status, headers: response.headers })
    },
  }
}

function declareSecurity(document: Json, { schemes, security, openOperations }: SecurityDeclaration): Json {
  const paths = document.paths as Record<string, Record<string, Json>>
  const open = (operation: Json): Json =>
    openOperations.includes(String(operation.operationId)) ? { ...operation, security: [] } : operation
  return {
    ...document,
    security,
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [
        path,
        Object.fromEntries(Object.entries(item).map(([method, operation]) => [method, open(operation)])),
      ]),
    ),
    components: { ...(document.components as Json), securitySchemes: schemes },
  }
}
