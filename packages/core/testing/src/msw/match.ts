import type { OperationEntry } from './table.ts'

/** The operation that a request is for, with its path parameters by TypeScript name. */
export interface Match {
  readonly entry: OperationEntry
  readonly params: Readonly<Record<string, string>>
}

interface Route {
  readonly entry: OperationEntry
  readonly pattern: RegExp
  readonly names: readonly string[]
}

/** Finds the operation of a method and a path below the API's root. */
export type Router = (method: string, path: string) => Match | undefined

/** Makes the router of an API: where several operations fit a path, the one with text comes before one with a parameter. */
export function createRouter(entries: readonly OperationEntry[]): Router {
  const routes = [...entries].sort(compareSpecificity).map(routeOf)
  return (method, path) => {
    for (const { entry, pattern, names } of routes) {
      const found = entry.method === method ? pattern.exec(path) : null
      if (found === null) continue
      const params = names.map((name, index): [string, string] => [name, decode(found[index + 1] ?? '')])
      return { entry, params: Object.fromEntries(params) }
    }
    return undefined
  }
}

function routeOf(entry: OperationEntry): Route {
  const parts = entry.path.split(/\{([^{}]+)\}/)
  const names = parts.filter((_, index) => index % 2 === 1)
  const pattern = parts.map((part, index) => (index % 2 === 1 ? '([^/]+)' : literal(part))).join('')
  return { entry, names, pattern: new RegExp(`^${pattern}/?$`, 'u') }
}

/** What a path says in its own words counts as both of its forms, encoded and not. */
function literal(text: string): string {
  const either = (form: string) => form.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')
  const encoded = new URL(`http://x/${text.replace(/^\//, '')}`).pathname.replace(
    text.startsWith('/') ? '' : '/',
    '',
  )
  return encoded === text || text === '' ? either(text) : `(?:${either(text)}|${either(encoded)})`
}

/** Segment by segment: text before a parameter. */
function compareSpecificity(a: OperationEntry, b: OperationEntry): number {
  const [first, second] = [a.path.split('/'), b.path.split('/')]
  for (let index = 0; index < Math.min(first.length, second.length); index++) {
    const difference = Number(first[index]?.includes('{')) - Number(second[index]?.includes('{'))
    if (difference !== 0) return difference
  }
  return 0
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
