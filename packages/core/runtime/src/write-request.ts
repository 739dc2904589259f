import type {
  AnyCallOptions,
  CallArguments,
  HeaderParameter,
  HttpRequest,
  Operation,
  QueryParameter,
} from './operation.ts'
import { expandPath, formQuery, own, pieces } from './parameters.ts'
import type { Settings } from './settings.ts'

type Headers = Record<string, string>
type Pairs = Map<string, string[]>

/** Adds headers, declared or free; `null` takes one away. */
export function addHeaders(
  headers: Headers,
  values: object = {},
  declared: Readonly<Record<string, string | HeaderParameter>> = {},
): Headers {
  for (const [key, value] of Object.entries(values)) {
    const parameter = own(declared, key) ?? key
    const [name, write] =
      typeof parameter === 'string'
        ? [parameter, (plain: unknown) => pieces(plain, (text) => text).join()]
        : [parameter.name, parameter.write]
    if (value === null) delete headers[name.toLowerCase()]
    else if (value !== undefined) headers[name.toLowerCase()] = write(value)
  }
  return headers
}

/** Adds parameters, declared or free, by wire name; a later value replaces an earlier one. */
function addPairs(
  pairs: Pairs,
  values: object = {},
  declared: Readonly<Record<string, string | QueryParameter>> = {},
): Pairs {
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue
    const parameter = own(declared, key) ?? key
    const { name, write } = typeof parameter === 'string' ? { name: parameter, write: formQuery } : parameter
    pairs.set(name, write(name, value))
  }
  return pairs
}

/** Writes what all attempts of a call share. */
export function writeRequest(
  settings: Settings,
  operation: Operation,
  args: CallArguments,
  options: AnyCallOptions,
): Omit<HttpRequest, 'signal'> {
  const { accept } = operation
  const headers: Headers = { ...settings.headers }
  if (accept) headers.accept = accept
  if (accept === '') delete headers.accept

  const written = args.body === undefined ? undefined : operation.body?.(args.body)
  if (written?.contentType) headers['content-type'] = written.contentType
  addHeaders(headers, options.headers, operation.headers)

  if (options.cookies) {
    const pairs = addPairs(new Map(), options.cookies, operation.cookies)
    headers.cookie = [headers.cookie ?? [], ...pairs.values()].flat().join('; ')
  }

  let url = settings.base + expandPath(operation, args.path)
  const values = [settings.options.query, args.query, options.query]
  if (values.some(Boolean)) {
    const pairs: Pairs = new Map()
    addPairs(pairs, values[0])
    addPairs(pairs, values[1], operation.query)
    addPairs(pairs, values[2], operation.query)
    const query = [...pairs.values()].flat().join('&')
    if (query) url += `?${query}`
  }
  return { method: operation.method, url, headers, body: written?.body }
}
