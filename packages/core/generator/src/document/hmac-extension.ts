import { describe, isArray, isObject } from './plain.ts'
import type { Json } from './types.ts'

/** What `x-driftless-hmac` says: how requests are signed, and which constructor options take id and secret. */
export interface HmacExtension {
  readonly algorithm: 'sha256'
  readonly key: { readonly encoding: 'hex'; readonly bytes: number }
  readonly headers: Readonly<Record<'id' | 'timestamp' | 'nonce' | 'signature', string>>
  readonly options: Readonly<Record<'id' | 'secret', string>>
  readonly timestamp: 'seconds'
  readonly nonceBytes: number
  readonly sign: readonly string[]
  readonly bodyless: readonly string[]
  readonly emptyBody: string
}

/** Says what a value must be where it is not that. */
type Check = (value: Json) => string | undefined

const when =
  (isRight: (value: Json) => boolean, wanted: string): Check =>
  (value) =>
    isRight(value) ? undefined : ` must be ${wanted}, not ${describe(value)}`

const exactly = (wanted: string): Check => when((value) => value === wanted, JSON.stringify(wanted))
const matches = (pattern: RegExp) => (value: Json) => typeof value === 'string' && pattern.test(value)
const isUnique = (texts: readonly Json[]) =>
  new Set(texts.map((text) => `${text}`.toLowerCase())).size === texts.length
const count = (most: number) =>
  when(
    (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= most,
    `a whole number from 1 to ${most}`,
  )
const listOf = (isRight: (value: Json) => boolean, wanted: string): Check =>
  when((value) => isArray(value) && value.every(isRight) && isUnique(value), wanted)

/** An object with exactly these members. */
const members =
  (checks: Readonly<Record<string, Check>>, distinct?: string): Check =>
  (value) => {
    if (!isObject(value)) return ` must be an object, not ${describe(value)}`
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name))
    if (unknown !== undefined) return `/${unknown} is unknown (known: ${Object.keys(checks).join(', ')})`
    for (const [name, check] of Object.entries(checks)) {
      const problem = value[name] === undefined ? ' is missing' : check(value[name])
      if (problem !== undefined) return `/${name}${problem}`
    }
    return distinct === undefined || isUnique(Object.values(value)) ? undefined : ` ${distinct}`
  }

/** A header name as HTTP allows it. */
export const isHeaderName: (value: Json) => boolean = matches(/^[\w!#$%&'*+.^`|~-]+$/)

const headerName = when(isHeaderName, 'a header name')
const optionName = when(matches(/^[a-zA-Z_$][\w$]*$/), 'a TypeScript name')
const parts = ['method', 'path', 'timestamp', 'nonce', 'body']

const check = members({
  algorithm: exactly('sha256'),
  key: members({ encoding: exactly('hex'), bytes: count(1024) }),
  headers: members(
    { id: headerName, timestamp: headerName, nonce: headerName, signature: headerName },
    'must name four different headers',
  ),
  options: members({ id: optionName, secret: optionName }, 'must have two different names'),
  timestamp: exactly('seconds'),
  nonceBytes: count(1024),
  sign: listOf((part) => parts.includes(`${part}`), `a list of ${parts.join(', ')}, each once at most`),
  bodyless: listOf(matches(/^[A-Z]+$/), 'a list of methods in upper case'),
  emptyBody: when((value) => typeof value === 'string', 'a text'),
})

/** Says what is wrong with an `x-driftless-hmac`, and where; undefined where nothing is. */
export function hmacProblem(value: Json): string | undefined {
  return check(value)
}
