import { UsageError } from './errors.ts'
import type { AnyCallOptions, CallArguments, HttpRequest, Operation } from './operation.ts'
import { expandPath, formQuery, own, pieces } from './parameters.ts'
import type { Settings } from './settings.ts'

type Declared<Writer> = Readonly<Record<string, string | { readonly name: string; readonly write: Writer }>>

/** Wire name, value and writer of each defined parameter, declared or free. */
function parametersOf<Writer>(
  values: object = {},
  declared: Declared<Writer> | undefined,
  standard: Writer,
): [name: string, value: unknown, write: Writer][] {
  return Object.entries(values)
    .filter((entry) => entry[1] !== undefined)
    .map(([key, value]) => {
      const parameter = own(declared, key) ?? key
      return typeof parameter === 'string'
        ? [parameter, value, standard]
        : [parameter.name, value, parameter.write]
    })
}

function simpleHeader(value: unknown): string {
  return pieces(value, String).join()
}

/** Adds headers; `null` takes one away. */
export function addHeaders(
  headers: Record<string, string>,
  values: object | undefined,
  declared?: Operation['headers'],
): Record<string, string> {
  for (const [name, value, write] of parametersOf(values, declared, simpleHeader)) {
    if (value === null) delete headers[name.toLowerCase()]
    else headers[name.toLowerCase()] = write(value)
  }
  return headers
}

/**
 * Platforms name a bad header together with its value, which may be a secret: so we look first.
 * @throws UsageError
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    if (!/^[\w!#$%&'*+.^`|~-]+:[\t -~\u0080-\u00ff]*$/.test(`${name}:${headers[name]}`)) {
      throw new UsageError(`header ${JSON.stringify(name)} has an invalid character`)
    }
  }
}

/** `name=value` pairs of several groups of parameters; by wire name, the last group wins. */
function pairs(groups: readonly (object | undefined)[], declared: Operation['query']): string[] {
  const written = new Map<string, string[]>()
  for (const values of groups) {
    for (const [name, value, write] of parametersOf(values, declared, formQuery)) {
      written.set(name, write(name, value))
    }
  }
  return [...written.values()].flat()
}

/** Writes what all attempts of a call share. */
export function writeRequest(
  { base, headers: defaults, options: { query } }: Settings,
  operation: Operation,
  args: CallArguments,
  options: AnyCallOptions,
): Omit<HttpRequest, 'signal'> {
  const { accept = 'application/json', method } = operation
  const written = args.body === undefined ? undefined : operation.body?.(args.body)
  const headers = addHeaders(
    {
      ...defaults,
      ...(accept && { accept }),
      ...(written?.contentType && { 'content-type': written.contentType }),
    },
    options.headers,
    operation.headers,
  )
  const cookies = pairs([options.cookies], operation.cookies)
  if (cookies[0]) headers.cookie = cookies.join('; ')
  const search = pairs([query, args.query, options.query], operation.query).join('&')
  return {
    method,
    url: base + expandPath(operation, args.path) + (search && `?${search}`),
    headers,
    body: written?.body,
  }
}
