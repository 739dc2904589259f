import { apiPromise } from './api-promise.ts'
import { resolveBaseUrl } from './base-url.ts'
import { runCall } from './call.ts'
import type { Client, ClientDefaults, ClientOptions } from './client-types.ts'
import { usageError } from './errors.ts'
import { probe } from './probe.ts'

/**
 * Makes a client that knows no operation: functions take it as their first argument.
 * Everything it knows sits in variables: no way of printing a client shows its options.
 * @param options of this client
 * @param defaults of the API; generated code passes them
 * @param open its calls, each as the function that ends it; for `withOptions`
 * @throws UsageError if there is no base URL, or if it cannot be one
 */
export function createClient(
  options: ClientOptions,
  defaults: ClientDefaults,
  open: Set<() => void> = new Set(),
): Client {
  const base = resolveBaseUrl(options.baseUrl, defaults)
  const origin = new URL('/', base).href
  // Browsers name themselves.
  const node = globalThis.process?.version
  const client = {
    ...options,
    headers: {
      'user-agent': node && `${defaults.api}/${defaults.version} node/${node}`,
      ...options.headers,
    },
  }
  const close = async () => {
    open.add = () => {
      throw usageError('client closed')
    }
    for (const stop of open) stop()
  }
  return {
    call: (operation, args, callOptions) =>
      apiPromise(
        probe.take?.(operation, options, defaults, open) ??
          runCall(base, origin, client, defaults, open, operation, args, callOptions),
      ),
    close,
    [Symbol.asyncDispose]: close,
  }
}
