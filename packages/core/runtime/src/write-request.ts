import type { AnyCallOptions, CallArguments, HttpRequest } from './client-types.ts'
import { UsageError } from './errors.ts'
import type { Operation } from './operation.ts'
import { expandPath, formQuery, own, pieces } from './parameters.ts'
import type { Settings } from './settings.ts'

type Writer<Written> = (name: string, value: unknown) => Written

type Declared<Written> = Readonly<
  Record<string, string | { readonly name: string; readonly write: Writer<Written> }>
>

/** Writes the defined parameters of a group, declared or free, by wire name; a later group replaces an earlier one. */
function writeGroup<Written>(
  written: Map<string, Written>,
  values: object | undefined,
  declared: Declared<Written> | undefined,
  standard: Writer<Written>,
): Map<string, Written> {
  for (const [key, value] of Object.entries(values ?? {})) {
    const parameter = own(declared, key) ?? key
    const [name, write] =
      typeof parameter === 'string' ? [parameter, standard] : [parameter.name, parameter.write]
    if (value !== undefined) written.set(name, write(name, value))
  }
  return written
}

function simpleHeader(_name: string, value: unknown): string | undefined {
  return value === null ? undefined : pieces(value, String).join()
}

/** Adds headers; `null` takes one away. */
function addHeaders(
  headers: Record<string, string>,
  values: object | undefined,
  declared?: Operation['headers'],
): void {
  for (const [name, value] of writeGroup(new Map(), values, declared, simpleHeader)) {
    if (value === undefined) delete headers[name.toLowerCase()]
    else headers[name.toLowerCase()] = value
  }
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

/** Writes what all attempts of a call share. */
export function writeRequest(
  { base, defaults: { api, version }, options: client }: Settings,
  operation: Operation,
  args: CallArguments,
  options: AnyCallOptions,
): Omit<HttpRequest, 'signal'> {
  const { accept = 'application/json', method, query } = operation
  const { body, contentType } = (args.body !== undefined && operation.body?.(args.body)) || {}
  // Browsers name themselves.
  const node = globalThis.process?.versions?.node
  const headers: Record<string, string> = {
    ...(node && { 'user-agent': `${api}/${version} node/${node}` }),
    ...(accept && { accept }),
    ...(contentType && { 'content-type': contentType }),
  }
  addHeaders(headers, client.headers)
  addHeaders(headers, options.headers, operation.headers)
  const cookies = writeGroup(new Map(), options.cookies, operation.cookies, formQuery)
  if (cookies.size) headers.cookie = [...cookies.values()].flat().join('; ')
  const pairs = new Map<string, string[]>()
  for (const values of [client.query, args.query, options.query]) writeGroup(pairs, values, query, formQuery)
  const search = [...pairs.values()].flat().join('&')
  return { method, url: base + expandPath(operation, args.path) + (search && `?${search}`), headers, body }
}
