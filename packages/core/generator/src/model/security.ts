import type { ApiConfig } from '../config.ts'
import type { HmacExtension } from '../document/hmac-extension.ts'
import { isArray, isObject, own } from '../document/plain.ts'
import type { Json } from '../document/types.ts'
import { NamePool } from './name-pool.ts'
import { type SpecReader, text } from './spec-reader.ts'
import type { HmacSchemeModel, SecurityAlternative, SecuritySchemeModel } from './types.ts'
import { functionName } from './words.ts'

/** Client options that no security scheme may take the name of. */
const clientOptions = [
  'api',
  'attemptTimeoutMs',
  'auth',
  'baseUrl',
  'cookies',
  'deadlineMs',
  'fetch',
  'headers',
  'idempotency',
  'idleTimeoutMs',
  'maxEventBytes',
  'maxResponseBytes',
  'maxRetries',
  'middleware',
  'onRetry',
  'query',
  'retryBaseMs',
  'retryBudget',
  'retryCapMs',
  'signal',
  'validate',
]

/**
 * Reads the security schemes that a client has options for, each named after its scheme. Others get a notice; the
 * client's `auth` option still takes a provider for them.
 */
export function readSecuritySchemes(reader: SpecReader, config: ApiConfig): SecuritySchemeModel[] {
  const components = reader.located(reader.document.json.components, '/components')
  const options = new NamePool(clientOptions)
  const schemes: SecuritySchemeModel[] = []
  for (const [name, { value, pointer }] of reader.members(components, 'securitySchemes')) {
    const kind = schemeKind(value)
    if (kind !== 'hmac' && own(value, 'x-driftless-hmac') !== undefined) {
      reader.fail(
        `${pointer}/x-driftless-hmac`,
        'only a scheme of type "apiKey" in a header can be signed; correct the scheme.',
      )
    }
    if (kind === undefined) {
      const type = `${text(value, 'type')} ${text(value, 'scheme') ?? ''}`.trim()
      reader.notice(
        pointer,
        `the security scheme "${name}" (${type}) has no option; pass a provider as "auth".`,
      )
      continue
    }
    const description = text(value, 'description')
    const described = description === undefined ? {} : { description }
    if (kind === 'hmac') {
      schemes.push({ ...readHmac(reader, name, value, pointer, options), ...described })
      continue
    }
    const wanted = (own(config.auth, name) as string | undefined) ?? (functionName(name) || 'credentials')
    const option = options.claim(options.has(wanted) ? `${wanted}Credentials` : wanted)
    if (kind !== 'apiKey') schemes.push({ kind, name, option, ...described })
    else {
      const location = own(value, 'in') as 'header' | 'query' | 'cookie'
      schemes.push({ kind, name, option, in: location, parameter: text(value, 'name') ?? name, ...described })
    }
  }
  const declared = own(components.value, 'securitySchemes')
  for (const name of Object.keys(config.auth ?? {})) {
    if (own(declared, name) !== undefined) continue
    reader.fail(
      components.pointer,
      `there is no security scheme "${name}", which "auth" of the config names; correct it.`,
    )
  }
  return schemes
}

/** A scheme that signs names its options itself; nobody may have taken them. */
function readHmac(
  reader: SpecReader,
  name: string,
  scheme: Readonly<Record<string, Json>>,
  pointer: string,
  options: NamePool,
): HmacSchemeModel {
  const hmac = own(scheme, 'x-driftless-hmac') as unknown as HmacExtension
  const take = (option: string) => {
    if (options.claim(option) === option) return option
    return reader.fail(
      `${pointer}/x-driftless-hmac/options`,
      `the constructor option "${option}" is taken; rename it.`,
    )
  }
  const { id, secret } = hmac.options
  return {
    kind: 'hmac',
    name,
    option: take(id),
    secretOption: take(secret),
    pathOption: options.claim('signingPath'),
    hmac,
  }
}

function schemeKind(scheme: Readonly<Record<string, Json>>): SecuritySchemeModel['kind'] | undefined {
  switch (own(scheme, 'type')) {
    case 'oauth2':
    case 'openIdConnect':
      return 'bearer'
    case 'apiKey':
      if (own(scheme, 'in') === 'header' && own(scheme, 'x-driftless-hmac') !== undefined) return 'hmac'
      return ['header', 'query', 'cookie'].includes(String(own(scheme, 'in'))) ? 'apiKey' : undefined
    case 'http': {
      const scheme_ = String(own(scheme, 'scheme')).toLowerCase()
      return scheme_ === 'bearer' || scheme_ === 'basic' ? scheme_ : undefined
    }
    default:
      return undefined
  }
}

/**
 * Reads the alternatives of an operation, or those of the document where it has none of its own: a list of
 * alternatives, each a list of schemes that are needed together.
 */
export function readSecurity(
  reader: SpecReader,
  operation: Readonly<Record<string, Json>>,
  pointer: string,
): readonly SecurityAlternative[] | undefined {
  const ownList = own(operation, 'security')
  const list = ownList ?? own(reader.document.json, 'security')
  if (!isArray(list)) return undefined
  const declared = own(own(reader.document.json, 'components'), 'securitySchemes')
  return list.filter(isObject).map((alternative, index) => {
    const names = Object.keys(alternative)
    for (const name of names) {
      if (own(declared, name) !== undefined) continue
      const at = `${ownList === undefined ? '' : pointer}/security/${index}`
      reader.fail(
        at,
        `the security scheme "${name}" is not declared in components; declare it or correct the name.`,
      )
    }
    return names
  })
}
