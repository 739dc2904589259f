import type { Offer } from '@driftless/runtime/drift'
import type { ApiModel } from '../model/types.ts'
import { effect } from './documentation.ts'

/** What the server's own document offers, and where it serves it. */
export interface ServedOffer extends Offer {
  readonly specPath: string | undefined
}

/**
 * Prints `operations.json`: every operation with its names and where it goes, for tools and tests, and a digest of
 * what the server offers there, for `check`.
 */
export function manifest(model: ApiModel, served?: ServedOffer): string {
  const digests = new Map(served?.operations)
  const used = new Set<string>()
  const operations = model.resources.flatMap((resource) =>
    resource.operations.map((operation) => {
      const { first, rest } = effect(operation)
      const httpMethod = operation.httpMethod.toUpperCase()
      const route = `${httpMethod} ${operation.wirePath}`
      const digest = digests.get(route)
      used.add(route)
      return {
        id: operation.operationId,
        name: operation.name,
        resource: resource.name,
        method: operation.method,
        httpMethod,
        path: operation.wirePath,
        ...(digest !== undefined && { digest }),
        retry: operation.retry,
        ...(operation.pagination && { pages: operation.pagination.kind }),
        ...(operation.stream && { stream: operation.stream.kind }),
        deprecated: operation.deprecated,
        summary: first,
        description: rest,
      }
    }),
  )
  const leftOut = [...digests.keys()].filter((route) => !used.has(route))
  const content = {
    title: model.title,
    version: model.version,
    ...(served?.specPath !== undefined && { specPath: served.specPath }),
    ...(served !== undefined && served.basePaths.length > 0 && { basePaths: served.basePaths }),
    ...(leftOut.length > 0 && { leftOut }),
    operations,
  }
  return `${JSON.stringify(content, null, 2)}\n`
}
