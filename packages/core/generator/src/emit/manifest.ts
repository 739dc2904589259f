import type { ApiModel } from '../model/types.ts'
import { effect } from './documentation.ts'

/** Prints `operations.json`: every operation with its names and where it goes, for tools and tests. */
export function manifest(model: ApiModel): string {
  const operations = model.resources.flatMap((resource) =>
    resource.operations.map((operation) => {
      const { first, rest } = effect(operation)
      return {
        id: operation.operationId,
        name: operation.name,
        resource: resource.name,
        method: operation.method,
        httpMethod: operation.httpMethod.toUpperCase(),
        path: operation.wirePath,
        retry: operation.retry,
        ...(operation.pagination && { pages: operation.pagination.kind }),
        ...(operation.stream && { stream: operation.stream.kind }),
        deprecated: operation.deprecated,
        summary: first,
        description: rest,
      }
    }),
  )
  return `${JSON.stringify({ title: model.title, version: model.version, operations }, null, 2)}\n`
}
