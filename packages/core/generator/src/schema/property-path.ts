import { literal } from '../emit/text.ts'
import type { TypeExpression } from '../model/types.ts'
import { type ExpressionOptions, expression } from './expression.ts'
import type { Renaming } from './renaming.ts'
import { type Entity, isNull, type ObjectShape, type Property, type Shape } from './shape.ts'

/** What stands in an answer behind some property names, once the answer is decoded. */
export interface FoundShape {
  readonly shape: Shape
  /** TypeScript names on the way. */
  readonly keys: readonly string[]
  readonly type: TypeExpression
  /** Whether it may be missing. */
  readonly mayLack: boolean
}

export interface PathOptions extends ExpressionOptions {
  readonly renaming: Renaming
  /** Whether null is taken out of the type. */
  readonly withoutNull?: boolean
}

/** A property that was found, with its TypeScript name. */
interface Found {
  readonly property: Property
  readonly name: string
}

/**
 * Follows wire names through the properties of an answer; undefined where one of them is not declared.
 *
 * What has no type of its own is printed as part of the whole: `GetBalanceResponse["data"]["balance"]`.
 */
export function followProperties(
  root: Shape,
  wireNames: readonly string[],
  options: PathOptions,
): FoundShape | undefined {
  const whole = expression(root, 'response', options)
  const keys: string[] = []
  let shape = root
  let text = whole.text
  let mayLack = false
  for (const wireName of wireNames) {
    const found = findProperty(shape, wireName, options.renaming)
    if (found === undefined) return undefined
    const { property, name } = found
    const owner = mayLack || isNullable(shape) ? exclude(text, 'null | undefined') : text
    text = `${/[\s|&]/.test(owner) && owner === text ? `(${owner})` : owner}[${literal(name)}]`
    mayLack = !property.required
    shape = property.shape
    keys.push(name)
  }
  const printable = isPrintable(shape)
  const plain = options.withoutNull ? withoutNull(shape) : shape
  const exact = printable ? expression(plain, 'response', options) : { ...whole, text }
  const absent = [
    ...(options.withoutNull && isNullable(printable ? plain : shape) ? ['null'] : []),
    ...(mayLack && !printable ? ['undefined'] : []),
  ]
  const type = absent.length === 0 ? exact : { ...exact, text: exclude(exact.text, absent.join(' | ')) }
  return { shape, keys, type, mayLack }
}

function exclude(text: string, what: string): string {
  return `Exclude<${text}, ${what}>`
}

/** The type of the items of a list, null and references looked through; undefined where it is no list. */
export function itemsOf(
  list: FoundShape,
  options: PathOptions,
): Pick<FoundShape, 'shape' | 'type'> | undefined {
  const shape = bare(list.shape)
  if (shape.kind !== 'array') return undefined
  if (isPrintable(shape.items)) {
    return { shape: shape.items, type: expression(shape.items, 'response', options) }
  }
  const items = isNullable(list.shape) ? exclude(list.type.text, 'null') : list.type.text
  return { shape: shape.items, type: { ...list.type, text: `${items}[number]` } }
}

/** A shape without null and references around it. */
export function bare(shape: Shape): Shape {
  const entered = new Set<Entity>()
  let each = shape
  for (;;) {
    if (each.kind === 'reference' && !entered.has(each.entity)) {
      entered.add(each.entity)
      each = each.entity.shape
    } else if (each.kind === 'union') {
      const members = each.members.filter((member) => !isNull(member))
      if (members.length !== 1) return each
      each = members[0] as Shape
    } else return each
  }
}

function withoutNull(shape: Shape): Shape {
  return shape.kind === 'union'
    ? { ...shape, members: shape.members.filter((member) => !isNull(member)) }
    : shape
}

export function isNullable(shape: Shape): boolean {
  if (shape.kind === 'reference') return isNullable(shape.entity.shape)
  if (shape.kind === 'enum') return shape.nullable
  return isNull(shape) || (shape.kind === 'union' && shape.members.some(isNullable))
}

/** Of several alternatives, all but null have to declare it. */
function findProperty(shape: Shape, wireName: string, renaming: Renaming): Found | undefined {
  const each = bare(shape)
  if (each.kind === 'object') return ownProperty(each, wireName, renaming)
  if (each.kind === 'all') {
    for (const member of each.members) {
      const found = findProperty(member, wireName, renaming)
      if (found !== undefined) return found
    }
  }
  if (each.kind === 'union') return joint(each.members, each.pointer, wireName, renaming)
  return undefined
}

function ownProperty(object: ObjectShape, wireName: string, renaming: Renaming): Found | undefined {
  const property = object.properties.find((each) => each.wireName === wireName && !each.writeOnly)
  return property && { property, name: renaming.nameOf(object, property) }
}

function joint(
  members: readonly Shape[],
  pointer: () => string,
  wireName: string,
  renaming: Renaming,
): Found | undefined {
  const found = members
    .filter((member) => !isNull(member))
    .map((member) => findProperty(member, wireName, renaming))
  const [first] = found
  if (first === undefined || found.some((each) => each?.name !== first.name)) return undefined
  const properties = found.flatMap((each) => each?.property ?? [])
  const shape: Shape = { kind: 'union', pointer, members: properties.map((property) => property.shape) }
  const required = properties.every((property) => property.required)
  return { name: first.name, property: { ...first.property, required, shape } }
}

/** Whether a type can be written without the object that it stands in; a 64-bit integer depends on that one. */
function isPrintable(shape: Shape): boolean {
  switch (shape.kind) {
    case 'primitive':
      return shape.format !== 'int64'
    case 'array':
      return isPrintable(shape.items)
    case 'union':
      return shape.members.every(isPrintable)
    case 'object':
    case 'all':
    case 'tuple':
    case 'enum':
      return false
    default:
      return true
  }
}
