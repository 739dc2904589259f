import { isArray, isObject, own } from '../../../document/plain.ts'
import { fromPointer } from '../../../document/pointer.ts'
import { valueAt } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { type Finding, finding, objectAround, type Situation } from '../finding.ts'
import { list, shown } from '../text.ts'

/** What other requirements of one operation mean: whoever could call it before must be able to call it now. */
export function securityFindings(situation: Situation): Finding[] {
  const { difference, old, next } = situation
  const keys = fromPointer(difference.route)
  const at = keys.indexOf('security')
  const route = difference.route
    .split('/')
    .slice(0, at + 1)
    .join('/')
  // A path may be called otherwise on the other side; then both pointers are there.
  const before = requirements(old, difference.oldPointer ?? difference.newPointer)
  const after = requirements(next, difference.newPointer ?? difference.oldPointer)
  const details = { route, old: describe(before), new: describe(after) }
  if (after.length === 0) return [finding(situation, 'security-no-longer-required', details)]
  const stillGood = (before.length === 0 ? [{}] : before).every((requirement) =>
    after.some((other) => isCovered(other, requirement)),
  )
  if (stillGood) return [finding(situation, 'security-requirement-loosened', details)]
  const code = before.length === 0 ? 'security-required' : 'security-requirement-changed'
  return [finding(situation, code, details)]
}

/** The alternatives of the operation that a pointer goes into. */
function requirements(json: JsonObject, pointer: string | undefined): readonly JsonObject[] {
  const operation = valueAt(json, (pointer ?? '').split('/').slice(0, 4).join('/'))
  const list = own(operation, 'security')
  return isArray(list) ? list.filter(isObject) : []
}

/** Whether whoever has what `given` names has all that `asked` asks for. */
function isCovered(asked: JsonObject, given: JsonObject): boolean {
  return Object.entries(asked).every(([scheme, scopes]) => {
    const held = own(given, scheme)
    return isArray(held) && (!isArray(scopes) || scopes.every((scope) => held.includes(scope)))
  })
}

function describe(alternatives: readonly JsonObject[]): string {
  if (alternatives.length === 0) return 'none'
  return list(
    alternatives.map((requirement) => {
      const schemes = Object.entries(requirement).map(([name, scopes]) => {
        const needed = isArray(scopes) && scopes.length > 0 ? ` (${scopes.join(', ')})` : ''
        return `\`${name}\`${needed}`
      })
      return schemes.length === 0 ? 'none' : list(schemes, 'and')
    }),
    'or',
  )
}

/** What authenticates: texts of a scheme do not. */
const telling = new Set(['type', 'scheme', 'in', 'name', 'openIdConnectUrl', 'x-driftless-hmac'])

/** What another security scheme means for those who give its credentials. */
export function schemeFindings(situation: Situation): Finding[] {
  const { difference, old, next } = situation
  const { kind, property = '', oldValue, newValue, route } = difference
  const name = fromPointer(route).at(2) ?? ''
  if (kind === 'removed') {
    return isRequired(old, name)
      ? [
          finding(situation, 'security-scheme-changed', {
            names: name,
            old: 'a way to authenticate',
            new: 'gone',
          }),
        ]
      : []
  }
  if (kind === 'added' || !telling.has(property) || isSameName(situation)) return []
  const [before, after] = [kindOf(old, name), kindOf(next, name)]
  if (before === after) {
    const details = { names: `${name}.${property}`, old: shown(oldValue), new: shown(newValue) }
    return [finding(situation, 'security-scheme-changed', details)]
  }
  // Of another kind, it has other parts: one sentence says all of them.
  return property === 'type'
    ? [finding(situation, 'security-scheme-changed', { names: name, old: before, new: after })]
    : []
}

/** What a scheme asks for, as people say it. */
function kindOf(json: JsonObject, name: string): string {
  const scheme = own(own(own(json, 'components'), 'securitySchemes'), name)
  switch (own(scheme, 'type')) {
    case 'apiKey':
      return 'an API key'
    case 'http':
      return 'a scheme of HTTP'
    case 'oauth2':
      return 'OAuth 2.0'
    case 'openIdConnect':
      return 'OpenID Connect'
    default:
      return `of the type ${shown(own(scheme, 'type'))}`
  }
}

/** Names of schemes of HTTP and of headers are the same in small and in capital letters. */
function isSameName({ difference, next }: Situation): boolean {
  const { property, oldValue, newValue, newPointer } = difference
  const isHeader = own(objectAround(next, newPointer, newValue), 'in') === 'header'
  return (
    (property === 'scheme' || (property === 'name' && isHeader)) &&
    String(oldValue).toLowerCase() === String(newValue).toLowerCase()
  )
}

/** Where tokens come from: whoever gets them there must know. */
const addresses = new Set(['tokenUrl', 'authorizationUrl', 'refreshUrl', 'deviceAuthorizationUrl'])

/** What another way to get a token of OAuth 2.0 means. */
export function flowFindings(situation: Situation): Finding[] {
  const { difference, old } = situation
  const { kind, property = '', oldValue, newValue, route } = difference
  const [, , scheme = '', , flow = ''] = fromPointer(route)
  const names = `${scheme}.${flow}`
  if (kind === 'added') return [finding(situation, 'security-flow-added', { names })]
  if (!isRequired(old, scheme)) return []
  if (kind === 'removed') {
    const details = { names, old: 'a way to get a token', new: 'gone' }
    return [finding(situation, 'security-scheme-changed', details)]
  }
  if (!addresses.has(property)) return []
  const details = { names: `${names}.${property}`, old: shown(oldValue), new: shown(newValue) }
  return [finding(situation, 'security-scheme-changed', details)]
}

function isRequired(json: JsonObject, scheme: string): boolean {
  const paths = own(json, 'paths')
  const operations = isObject(paths)
    ? Object.values(paths).flatMap((item) => (isObject(item) ? Object.values(item) : []))
    : []
  return operations.some((operation: Json) => {
    const list = own(operation, 'security')
    return isArray(list) && list.some((requirement) => own(requirement, scheme) !== undefined)
  })
}
