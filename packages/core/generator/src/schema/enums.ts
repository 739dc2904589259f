import { isArray, isObject, own } from '../document/plain.ts'
import type { Json, JsonObject } from '../document/types.ts'
import { canStart } from '../emit/identifiers.ts'
import { commentText, docComment, literal, propertyKey } from '../emit/text.ts'
import { segments } from '../model/words.ts'
import type { EnumShape, EnumValue, LiteralValue } from './shape.ts'

/** The values that a schema allows, `null` apart. */
export interface Values {
  readonly values: readonly EnumValue[]
  readonly nullable: boolean
}

/**
 * Reads `enum`, `const`, and a `oneOf` or `anyOf` of nothing but constants of one kind. `undefined` where a schema
 * lists no values, or values that no literal type can stand for.
 */
export function readValues(schema: JsonObject): Values | undefined {
  if (schema.const !== undefined) return literalValues([schema.const])
  const listed = schema.enum
  if (isArray(listed) && listed.length > 0) return literalValues(listed)
  const members = schema.oneOf ?? schema.anyOf
  if (!isArray(members) || members.length < 2 || schema.properties !== undefined) return undefined
  return constantMembers(members)
}

function literalValues(listed: readonly Json[]): Values | undefined {
  const distinct = [...new Set(listed)]
  if (!distinct.every(isLiteral)) return undefined
  const values = distinct.filter((value) => value !== null).map((value) => ({ value }))
  return { values, nullable: distinct.includes(null) }
}

function constantMembers(members: readonly Json[]): Values | undefined {
  const values = new Map<string | number | boolean, EnumValue>()
  let nullable = false
  for (const member of members) {
    if (!isObject(member) || own(member, '$ref') !== undefined) return undefined
    if (member.type === 'null') {
      nullable = true
      continue
    }
    if (!Object.hasOwn(member, 'const') && !Object.hasOwn(member, 'enum')) return undefined
    const read = readValues(member)
    if (read === undefined || read.values.length !== 1) return undefined
    nullable ||= read.nullable
    const description = own(member, 'description')
    for (const { value } of read.values) {
      values.set(value, { value, description: typeof description === 'string' ? description : undefined })
    }
  }
  return values.size < 2 ? undefined : { values: [...values.values()], nullable }
}

function isLiteral(value: Json): value is LiteralValue {
  return value === null || typeof value !== 'object'
}

/**
 * Names the members of an enum: PascalCase of a text, `Value1` and `Minus1` for numbers, `Empty` for the empty text.
 * Values whose names would be equal are told apart by a number, in the order of the document.
 */
export function memberNames(values: readonly EnumValue[]): string[] {
  const wanted = values.map(({ value }) => memberName(value))
  const count = new Map<string, number>()
  const taken = new Set(wanted)
  return wanted.map((name) => {
    const earlier = count.get(name) ?? 0
    count.set(name, earlier + 1)
    if (earlier === 0) return name
    let number = earlier + 1
    while (taken.has(`${name}${number}`)) number++
    taken.add(`${name}${number}`)
    return `${name}${number}`
  })
}

function memberName(value: string | number | boolean): string {
  if (typeof value === 'number') return numberName(value)
  const name = segments(String(value)).map(pascal).join('')
  if (name === '') return value === '' ? 'Empty' : 'Value'
  return canStart(name) ? name : `Value${name}`
}

/** Words in capitals only are lowered, so that `IN_PROGRESS` and `in_progress` have one form: `InProgress`. */
function pascal(part: string): string {
  const [first = ''] = part
  const rest = part.slice(first.length)
  return first.toUpperCase() + (/\p{Ll}/u.test(rest) ? rest : rest.toLowerCase())
}

function numberName(value: number): string {
  const text = String(Math.abs(value)).replace('.', '_').replace('e+', 'e').replace('-', 'Minus')
  return `${value < 0 ? 'Minus' : 'Value'}${text}`
}

/** Prints an enum: its constant object and its closed type, and the type that is open for newer values if asked for. */
export function printEnum(name: string, shape: EnumShape, openName: string | undefined): string {
  const names = memberNames(shape.values)
  const members = shape.values.map(({ value, description }, index) => {
    const comment = description === undefined ? '' : docComment([commentText(description)], '  ')
    return `${comment}  ${propertyKey(names[index] ?? '')}: ${printLiteral(value)},\n`
  })
  const comment = docComment(docLines(shape))
  const orNull = shape.nullable ? ' | null' : ''
  let text = `${comment}export const ${name} = {\n${members.join('')}} as const\n\n`
  text += `${comment}export type ${name} = (typeof ${name})[keyof typeof ${name}]${orNull}\n`
  if (openName !== undefined) {
    const open = openTypes(shape)
    text += `\n/** {@link ${name}}, or a value that a newer server sends. */\n`
    text += `export type ${openName} = ${[name, ...open].join(' | ')}\n`
  }
  return text
}

/** Whether a newer server may add values: not where every value of the type is listed already. */
export function isOpenable(shape: EnumShape): boolean {
  return shape.values.length > 1 && openTypes(shape).length > 0
}

function openTypes(shape: EnumShape): string[] {
  const types = new Set(shape.values.map(({ value }) => typeof value))
  const open: string[] = []
  if (types.has('string')) open.push('(string & {})')
  if (types.has('number')) open.push('(number & {})')
  return open
}

function docLines(shape: EnumShape): string[] {
  const { title, description, deprecated } = shape.docs ?? {}
  const lines: string[] = []
  if (title !== undefined && title !== description) lines.push(commentText(title))
  if (description !== undefined) {
    if (lines.length > 0) lines.push('')
    lines.push(commentText(description))
  }
  if (deprecated === true) lines.push('@deprecated')
  return lines
}

export function printLiteral(value: LiteralValue): string {
  return typeof value === 'string' ? literal(value) : String(value)
}
