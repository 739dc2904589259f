import type { ApiPromise } from './api-promise.ts'
import type { Client, RequestOptions } from './client-types.ts'
import { download } from './download.ts'
import { usageError } from './errors.ts'
import { expandPath } from './expand-path.ts'
import { jsonBody } from './json-body.ts'
import { readOptionalJson } from './more-readers.ts'
import type { ParameterWriter } from './operation.ts'
import { writeParameters } from './write-parameters.ts'

/**
 * Nothing but a plain path passes; that it has no `..` is checked where paths are expanded. What `fetch` refuses to
 * send would look like a lost connection.
 */
const writeAfterCheck: ParameterWriter = (operation, client, args, ...rest) => {
  const { method, path } = operation
  if (!/^\/[^?#\\\s{}]*$/.test(path)) throw usageError('that is not a path')
  if (!/^[\w-]+$/.test(method) || /^(CONNECT|TRACE|TRACK)$/.test(method)) {
    throw usageError(`fetch cannot send the method ${JSON.stringify(method)}`)
  }
  if (args.body !== undefined && /^(GET|HEAD)$/.test(method)) throw usageError(`${method} carries no body`)
  return writeParameters(operation, client, args, ...rest)
}

/**
 * Calls what the API's document lacks.
 * @param path below the base URL, as it is sent; without query
 * @example
 * const status = await request<{ ok: boolean }>(client, 'GET', '/internal/status', { query: { deep: true } })
 */
export function request<T = unknown>(
  client: Client,
  method: string,
  path: string,
  { body, write = jsonBody, read = readOptionalJson, accept, ...options }: RequestOptions = {},
): ApiPromise<T> {
  const operation = {
    id: path,
    method: method.toUpperCase(),
    path,
    expand: expandPath,
    parameters: writeAfterCheck,
    body: write,
    read,
    accept,
    security: [],
  }
  return download(client, operation, { body }, options)
}
