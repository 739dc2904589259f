import type { BaseUrl } from './base-url.ts'
import type { ClientDefaults, ClientOptions } from './client-types.ts'

/** The open calls that a client's `close()` ends. */
export interface Lifetime {
  /** Ends one call. */
  readonly open: Set<() => void>
  closed: boolean
}

/** What a client knows. */
export interface Settings extends BaseUrl {
  readonly options: ClientOptions
  readonly defaults: ClientDefaults
  /** Its own, then those of the clients that it was made from by `withOptions`. */
  readonly lifetimes: readonly Lifetime[]
}
