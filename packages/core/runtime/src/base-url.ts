import type { ClientDefaults } from './client-types.ts'
import { UsageError } from './errors.ts'

/** A checked base URL. */
export interface BaseUrl {
  /** URL of the API's root, path prefix included, without a slash at its end. */
  readonly base: string
  /** The origin with a slash behind it: what starts with it may see credentials. */
  readonly origin: string
}

/**
 * Finds the base URL: option, then environment variable, then default.
 * @throws UsageError if there is none, or if it cannot be one.
 */
export function resolveBaseUrl(
  option: string | undefined,
  { api, baseUrl, baseUrlVariable = '', pathPrefix = '' }: ClientDefaults,
): BaseUrl {
  const text = option ?? (globalThis.process?.env?.[baseUrlVariable] || baseUrl || '')
  // The value stays out of the message: it may hold credentials.
  if (!/^https?:\/\/[^/?#@\\]+(\/[^?#]*)?$/i.test(text) || !URL.canParse(text)) {
    const variable = baseUrlVariable && ` or set ${baseUrlVariable}`
    throw new UsageError(
      `${api}: no base URL; pass baseUrl${variable}: http(s)://host/path without user name, query or fragment`,
    )
  }
  const { origin, pathname } = new URL(text)
  const path = pathname.replace(/\/+$/, '')
  return { base: origin + path + (path.endsWith(pathPrefix) ? '' : pathPrefix), origin: `${origin}/` }
}
