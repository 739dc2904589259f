import type { RouteConfig } from '@hono/zod-openapi'

/** One declared operation, as the router needs it before any handler runs. */
export interface DeclaredOperation {
  readonly method: string
  /** Media types of its body; none: it has no body. */
  readonly bodyTypes: readonly string[]
}

interface DeclaredPath {
  readonly pattern: RegExp
  readonly operations: DeclaredOperation[]
}

/** Finds what the document declares for a path: for 405, for `Allow`, and for reading bodies. */
export class OperationTable {
  readonly #paths = new Map<string, DeclaredPath>()

  constructor(routes: readonly RouteConfig[], prefix: string) {
    for (const { method, path, request } of routes) {
      const declared = this.#paths.get(path) ?? { pattern: pathPattern(prefix + path), operations: [] }
      declared.operations.push({
        method: method.toUpperCase(),
        bodyTypes: Object.keys(request?.body?.content ?? {}),
      })
      this.#paths.set(path, declared)
    }
  }

  /** Every operation of every path template that fits `pathname`. */
  at(pathname: string): DeclaredOperation[] {
    return [...this.#paths.values()]
      .filter(({ pattern }) => pattern.test(pathname))
      .flatMap(({ operations }) => operations)
  }
}

function pathPattern(template: string): RegExp {
  const source = template
    .split('/')
    .map((segment) => (segment.startsWith('{') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/')
  return new RegExp(`^${source}$`)
}
