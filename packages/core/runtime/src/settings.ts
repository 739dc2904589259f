import { type BaseUrl, resolveBaseUrl } from './base-url.ts'
import type { Call } from './call.ts'
import { UsageError } from './errors.ts'
import type { ClientDefaults, ClientOptions, Middleware } from './operation.ts'
import { addHeaders } from './write-request.ts'

/** Numbers that a client sets and a call may change. */
export interface Limits {
  readonly attemptTimeoutMs: number
  readonly deadlineMs: number
  readonly maxRetries: number
  readonly maxResponseBytes: number
  readonly retryBaseMs: number
  readonly retryCapMs: number
}

/** The calls that a client's `close()` ends. */
export interface Lifetime {
  readonly open: Set<Call>
  closed: boolean
}

/** A client's options, checked once. */
export interface Settings extends BaseUrl {
  readonly options: ClientOptions
  readonly defaults: ClientDefaults
  readonly limits: Limits
  /** Default headers; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly middleware: readonly Middleware[]
  /** Its own, then those of the clients that it was made from by `withOptions`. */
  readonly lifetimes: readonly [Lifetime, ...Lifetime[]]
}

const standardLimits: Limits = {
  attemptTimeoutMs: 30_000,
  deadlineMs: 120_000,
  maxRetries: 3,
  maxResponseBytes: 104_857_600,
  retryBaseMs: 1_000,
  retryCapMs: 32_000,
}

/**
 * Limits with some of them changed.
 * @throws UsageError for anything but a number that is at least 0.
 */
export function changeLimits(
  limits: Limits,
  changes: Partial<Record<keyof Limits, number | undefined>>,
): Limits {
  const changed: Record<string, number> = { ...limits }
  for (const name in limits) {
    const value = changes[name as keyof Limits] ?? changed[name]
    if (typeof value !== 'number' || !(value >= 0)) throw new UsageError(`${name} must be a number from 0`)
    changed[name] = value
  }
  return changed as unknown as Limits
}

/** @throws UsageError for an option that cannot work. */
export function createSettings(
  options: ClientOptions,
  defaults: ClientDefaults,
  parents: readonly Lifetime[] = [],
): Settings {
  const { middleware = [], logger } = options
  // Browsers name themselves.
  const node = globalThis.process?.versions?.node
  const userAgent = node && { 'user-agent': `${defaults.api}/${defaults.version} node/${node}` }
  return {
    ...resolveBaseUrl(options.baseUrl, defaults),
    options,
    defaults,
    limits: changeLimits(standardLimits, options),
    headers: addHeaders({ ...userAgent }, options.headers),
    middleware: logger ? [...middleware, logger] : middleware,
    lifetimes: [{ open: new Set(), closed: false }, ...parents],
  }
}
