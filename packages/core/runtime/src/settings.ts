import { type BaseUrl, resolveBaseUrl } from './base-url.ts'
import type { ClientDefaults, ClientOptions } from './operation.ts'

/** The open calls that a client's `close()` ends. */
export interface Lifetime {
  /** Ends one call. */
  readonly open: Set<(message: string) => void>
  closed: boolean
}

/** What a client knows. */
export interface Settings extends BaseUrl {
  readonly options: ClientOptions
  readonly defaults: ClientDefaults
  /** Its own, then those of the clients that it was made from by `withOptions`. */
  readonly lifetimes: readonly [Lifetime, ...Lifetime[]]
}

/** @throws UsageError if there is no base URL. */
export function createSettings(
  options: ClientOptions,
  defaults: ClientDefaults,
  parents: readonly Lifetime[] = [],
): Settings {
  return {
    ...resolveBaseUrl(options.baseUrl, defaults),
    options,
    defaults,
    lifetimes: [{ open: new Set(), closed: false }, ...parents],
  }
}
