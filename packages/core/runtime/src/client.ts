import { ApiPromise } from './api-promise.ts'
import { runCall } from './call.ts'
import { jsonBody } from './json-body.ts'
import type {
  AnyCallOptions,
  CallArguments,
  Client,
  ClientDefaults,
  ClientOptions,
  Operation,
  RequestOptions,
} from './operation.ts'
import { probe } from './probe.ts'
import { createSettings, type Settings } from './settings.ts'

/** Everything sits in a private field: no way of printing a client shows its options. */
class HttpClient implements Client {
  readonly #settings: Settings

  constructor(settings: Settings) {
    this.#settings = settings
  }

  call<T, E = unknown>(
    operation: Operation,
    args?: CallArguments,
    options?: AnyCallOptions,
  ): ApiPromise<T, E> {
    return new ApiPromise<T, E>(probe.take?.(operation) ?? runCall(this.#settings, operation, args, options))
  }

  request<T = unknown>(
    method: string,
    path: string,
    { body, write = jsonBody, read, accept, ...options }: RequestOptions = {},
  ): ApiPromise<T> {
    const operation = { id: path, method: method.toUpperCase(), path, body: write, read, accept }
    return this.call<T>(operation, { body }, options)
  }

  withOptions(options: Partial<ClientOptions>): Client {
    const { options: current, defaults, lifetimes } = this.#settings
    return new HttpClient(createSettings({ ...current, ...options }, defaults, lifetimes))
  }

  close(): void {
    const [lifetime] = this.#settings.lifetimes
    lifetime.closed = true
    for (const stop of lifetime.open) stop('the client was closed')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }
}

/**
 * Makes a client that knows no operation: functions take it as their first argument.
 * @param options of this client
 * @param defaults of the API; generated code passes them
 * @throws UsageError if there is no base URL, or an option cannot work
 */
export function createClient(options: ClientOptions, defaults: ClientDefaults): Client {
  return new HttpClient(createSettings(options, defaults))
}
