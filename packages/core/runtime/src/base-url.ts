import { UsageError } from './errors.ts'
import type { ClientDefaults } from './operation.ts'

/** A checked base URL. */
export interface BaseUrl {
  /** URL of the API's root, path prefix included, without a slash at its end. */
  readonly base: string
  /** The origin with a slash behind it: what starts with it may see credentials. */
  readonly origin: string
}

function environmentVariable(name: string | undefined): string | undefined {
  return name === undefined ? undefined : globalThis.process?.env?.[name] || undefined
}

/**
 * Finds the base URL: option, then environment variable, then default.
 * @throws UsageError if there is none, or if it cannot be one.
 */
export function resolveBaseUrl(option: string | undefined, defaults: ClientDefaults): BaseUrl {
  const { api, baseUrlVariable, pathPrefix = '' } = defaults
  const text = option ?? environmentVariable(baseUrlVariable) ?? defaults.baseUrl
  const hint = `pass \`baseUrl\`${baseUrlVariable ? ` or set ${baseUrlVariable}` : ''}, such as http://localhost:8080`
  if (text === undefined) throw new UsageError(`${api}: no base URL; ${hint}`)
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:\/\//i.test(text.trim())) {
    throw new UsageError(`${api}: the base URL is not an http or https URL; ${hint}`)
  }
  // The value itself stays out of messages: it may hold credentials.
  if (url.username || url.password || /[?#]/.test(text)) {
    throw new UsageError(`${api}: a base URL takes no user name, password, query or fragment; ${hint}`)
  }
  const path = url.pathname.replace(/\/+$/, '')
  return {
    base: url.origin + path + (path.endsWith(pathPrefix) ? '' : pathPrefix),
    origin: `${url.origin}/`,
  }
}
