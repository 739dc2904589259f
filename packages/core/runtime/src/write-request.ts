import type { AnyCallOptions, CallArguments, ClientOptions, HttpRequest } from './client-types.ts'
import { usageError } from './errors.ts'
import type { Operation } from './operation.ts'
import { merge, toText } from './parameters.ts'

/**
 * Platforms name a bad header together with its value, which may be a secret: so we look first.
 * @throws UsageError
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    if (!/^[\w!#-'*+.^`|~-]+\n[\t -~\x80-\xff]*$/.test(`${name}\n${headers[name]}`)) {
      throw usageError(`invalid header ${JSON.stringify(name)}`)
    }
  }
}

/** Writes what all attempts of a call share. */
export function writeRequest(
  base: string,
  client: ClientOptions,
  operation: Operation,
  args: CallArguments,
  options: AnyCallOptions,
): Omit<HttpRequest, 'signal'> {
  const { accept = 'application/json', method, expand, path, parameters } = operation
  const { body, contentType } = (args.body !== undefined && operation.body?.(args.body)) || {}
  const headers: Record<string, string> = {}
  const setHeader = (name: string, value: unknown) => {
    const key = name.toLowerCase()
    if (value == null) delete headers[key]
    else headers[key] = toText(value)
  }
  setHeader('accept', accept || null)
  setHeader('content-type', contentType)
  const query = parameters?.(operation, client, args, options, setHeader) ?? []
  if (!parameters) {
    // What is given goes out by its own name; an array repeats it.
    const fields = merge(client.headers, options.headers)
    for (const name in fields) setHeader(name, fields[name])
    const pairs = merge(client.query, args.query, options.query)
    for (const name in pairs) {
      for (const value of [pairs[name]].flat()) {
        query.push(`${encodeURIComponent(name)}=${encodeURIComponent(toText(value))}`)
      }
    }
  }
  const search = query[0] ? `?${query.join('&')}` : ''
  return { method, url: base + (expand?.(operation, args.path) ?? path) + search, headers, body }
}
