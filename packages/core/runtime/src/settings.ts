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

/** The calls that a client's `close()` ends; a client made by `withOptions` ends with its parent too. */
export interface Lifetime {
  readonly open: Set<Call>
  readonly parent: Lifetime | undefined
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
  readonly lifetime: Lifetime
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
  for (const name in standardLimits) {
    const value = changes[name as keyof Limits]
    if (value === undefined) continue
    if (typeof value !== 'number' || !(value >= 0)) {
      throw new UsageError(`${name} must be a number that is at least 0, not ${String(value)}`)
    }
    changed[name] = value
  }
  return changed as unknown as Limits
}

/** Name and version of the API package and, on servers, of the platform; browsers name themselves. */
function userAgent({ api, version }: ClientDefaults): Record<string, string> {
  const { node, bun, deno } = (globalThis.process?.versions ?? {}) as Partial<Record<string, string>>
  const platform = bun ? `bun/${bun}` : deno ? `deno/${deno}` : node && `node/${node}`
  return platform ? { 'user-agent': `${api}/${version} ${platform}` } : {}
}

/** @throws UsageError for an option that cannot work. */
export function createSettings(
  options: ClientOptions,
  defaults: ClientDefaults,
  parent?: Lifetime,
): Settings {
  const { middleware = [], logger } = options
  return {
    ...resolveBaseUrl(options.baseUrl, defaults),
    options,
    defaults,
    limits: changeLimits(standardLimits, options),
    headers: addHeaders({ accept: 'application/json', ...userAgent(defaults) }, options.headers),
    middleware: logger ? [...middleware, logger] : middleware,
    lifetime: { open: new Set(), parent, closed: false },
  }
}
