import { ApiPromise } from './api-promise.ts'
import { resolveBaseUrl } from './base-url.ts'
import { runCall } from './call.ts'
import type { Client, ClientDefaults, ClientOptions } from './client-types.ts'
import { jsonBody } from './json-body.ts'
import { probe } from './probe.ts'
import type { Lifetime } from './settings.ts'

/** Everything sits in variables: no way of printing a client shows its options. */
function makeClient(options: ClientOptions, defaults: ClientDefaults, parents: readonly Lifetime[]): Client {
  const lifetime: Lifetime = { open: new Set(), closed: false }
  const lifetimes = [lifetime, ...parents]
  const settings = { ...resolveBaseUrl(options.baseUrl, defaults), options, defaults, lifetimes }
  const client: Client = {
    call: (operation, args, callOptions) =>
      new ApiPromise(probe.take?.(operation) ?? runCall(settings, operation, args, callOptions)),
    request: (method, path, { body, write = jsonBody, read, accept, ...callOptions } = {}) =>
      client.call(
        { id: path, method: method.toUpperCase(), path, body: write, read, accept },
        { body },
        callOptions,
      ),
    withOptions: (changes) => makeClient({ ...options, ...changes }, defaults, lifetimes),
    close() {
      lifetime.closed = true
      for (const stop of lifetime.open) stop()
    },
    async [Symbol.asyncDispose]() {
      client.close()
    },
  }
  return client
}

/**
 * Makes a client that knows no operation: functions take it as their first argument.
 * @param options of this client
 * @param defaults of the API; generated code passes them
 * @throws UsageError if there is no base URL, or if it cannot be one
 */
export function createClient(options: ClientOptions, defaults: ClientDefaults): Client {
  return makeClient(options, defaults, [])
}
