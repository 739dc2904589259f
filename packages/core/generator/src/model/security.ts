import { isArray, isObject, own } from '../document/plain.ts'
import type { Json } from '../document/types.ts'
import { NamePool } from './name-pool.ts'
import { type SpecReader, text } from './spec-reader.ts'
import type { SecurityAlternative, SecuritySchemeModel } from './types.ts'
import { functionName } from './words.ts'

/** Client options that no security scheme may take the name of. */
const clientOptions = [
  'auth',
  'baseUrl',
  'cookies',
  'fetch',
  'headers',
  'middleware',
  'query',
  'signal',
  'api',
]

/**
 * Reads the security schemes that a client has options for, each named after its scheme. Others get a notice; the
 * client's `auth` option still takes a provider for them.
 */
export function readSecuritySchemes(reader: SpecReader): SecuritySchemeModel[] {
  const components = reader.located(reader.document.json.components, '/components')
  const options = new NamePool(clientOptions)
  const schemes: SecuritySchemeModel[] = []
  for (const [name, { value, pointer }] of reader.members(components, 'securitySchemes')) {
    const kind = schemeKind(value)
    if (kind === undefined) {
      const type = `${text(value, 'type')} ${text(value, 'scheme') ?? ''}`.trim()
      reader.notice(
        pointer,
        `the security scheme "${name}" (${type}) has no option; pass a provider as "auth".`,
      )
      continue
    }
    const wanted = functionName(name) || 'credentials'
    const option = options.claim(options.has(wanted) ? `${wanted}Credentials` : wanted)
    const description = text(value, 'description')
    const described = description === undefined ? {} : { description }
    if (kind !== 'apiKey') schemes.push({ kind, name, option, ...described })
    else {
      const location = own(value, 'in') as 'header' | 'query' | 'cookie'
      schemes.push({ kind, name, option, in: location, parameter: text(value, 'name') ?? name, ...described })
    }
  }
  return schemes
}

function schemeKind(scheme: Readonly<Record<string, Json>>): SecuritySchemeModel['kind'] | undefined {
  switch (own(scheme, 'type')) {
    case 'oauth2':
    case 'openIdConnect':
      return 'bearer'
    case 'apiKey':
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
