import type { ApiPromise } from './api-promise.ts'
import type { AnyCallOptions, CallArguments, CallOptions, CallParameters, Client } from './client-types.ts'
import { type CallError, usageError } from './errors.ts'
import type { Operation, ResponseReader } from './operation.ts'
import { merge } from './parameters.ts'
import { withProbe } from './probe.ts'
import { readJson } from './readers.ts'

export interface DownloadSettings {
  /** Milliseconds to wait for the next bytes of a stream; default 60,000. */
  readonly idleTimeoutMs?: number | undefined
}

/** Last argument of operations that may answer with a stream of bytes: the other times end with the headers. */
export type DownloadOptions<Parameters extends CallParameters = Record<never, never>> =
  CallOptions<Parameters> & DownloadSettings

/**
 * Runs an operation that may answer with a stream of bytes. While it is read, errors are those of the call.
 *
 * @example
 * const body = await download<ReadableStream<Uint8Array>>(client, { ...getFile, read: readStream })
 */
export function download<T, E = unknown>(
  client: Client,
  operation: Operation,
  args: CallArguments = {},
  options: AnyCallOptions & DownloadSettings = {},
): ApiPromise<T, E> {
  const { id, method, read = readJson } = operation
  let idleTimeoutMs = 60_000
  let api: string | undefined
  let version: string | undefined
  // Only the client knows its options.
  withProbe(
    (_operation, settings, defaults) => {
      idleTimeoutMs = Number((merge(settings, options) as DownloadSettings).idleTimeoutMs ?? idleTimeoutMs)
      api = defaults.api
      version = defaults.version
    },
    () => client.call(operation),
  )
  const startedAt = performance.now()
  const readInTime: ResponseReader = (source) => {
    const { status, headers, url } = source.response
    const ownError = (error: CallError) =>
      Object.assign(error, {
        message: `${id}: ${error.message}`,
        api,
        version,
        operation: id,
        method,
        // What a middleware made up has none.
        url: url.split('?')[0] || undefined,
        status,
        headers,
        requestId: headers.get('x-request-id') ?? headers.get('request-id') ?? undefined,
        elapsedMs: performance.now() - startedAt,
        mayHaveHappened: true,
      })
    return read({ ...source, idleTimeoutMs, ownError })
  }
  const expand = () => {
    throw usageError('idleTimeoutMs must be a number from 0')
  }
  return client.call(
    { ...operation, read: readInTime, ...(idleTimeoutMs >= 0 ? {} : { expand }) },
    args,
    options,
  )
}
