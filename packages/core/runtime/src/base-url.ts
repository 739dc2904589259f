import type { ClientDefaults } from './client-types.ts'
import { usageError } from './errors.ts'

/** The URL that a text means; one of no use, rather than an error, where it means none. */
export function parseUrl(text: string, base?: string): URL {
  return new URL(URL.canParse(text, base) ? text : 'no:', base)
}

/**
 * Finds the URL of the API's root, path prefix included, without a slash at its end: by the option, else the
 * environment variable, else the default.
 * @throws UsageError if there is none, or if it cannot be one.
 */
export function resolveBaseUrl(
  option: string | undefined,
  { baseUrl, baseUrlVariable = '', pathPrefix = '' }: ClientDefaults,
): string {
  const text = option ?? (globalThis.process?.env?.[baseUrlVariable] || baseUrl)
  const { origin, pathname, href } = parseUrl(text as string)
  // The value stays out of the message: it may hold credentials.
  if (!origin.startsWith('http') || origin + pathname !== href) {
    throw usageError(`pass an http(s) baseUrl${baseUrlVariable && ` or set ${baseUrlVariable}`}`)
  }
  const path = pathname.replace(/\/+$/, '')
  return origin + path + (path.endsWith(pathPrefix) ? '' : pathPrefix)
}
