import { commentText } from '../emit/text.ts'
import type { Tags } from './directions.ts'
import type { Renaming } from './renaming.ts'
import {
  type Direction,
  type Docs,
  isNull,
  type ObjectShape,
  type Property,
  type Shape,
  type UnionShape,
} from './shape.ts'
import { nameIn } from './type-names.ts'

/** A schema as hey-api reads it: JSON Schema with nothing in it that does not decide a type. */
export type PlainSchema = Record<string, unknown>

/** What the conversion of one type depends on besides its shape. */
export interface ConvertOptions {
  readonly direction: Direction
  /** Binary text is a file: only in form data. */
  readonly files: boolean
  /** Dates may be given as `Date`: only in parameters. */
  readonly dates: boolean
  /** 64-bit integers are bigints: where tables of names can say so. */
  readonly bigint?: boolean
}

/** Name of the type that stands for a 64-bit integer. */
export const bigintAlias = 'Int64'

/** Turns shapes into the schemas from which hey-api prints types. */
export class Converter {
  readonly #renaming: Renaming
  readonly #tags: Tags
  readonly #bigint: boolean

  constructor(renaming: Renaming, tags: Tags, bigint: boolean) {
    this.#renaming = renaming
    this.#tags = tags
    this.#bigint = bigint
  }

  convert(shape: Shape, options: ConvertOptions): PlainSchema {
    const schema = this.#content(shape, options)
    return shape.docs === undefined ? schema : { ...schema, ...docs(shape.docs) }
  }

  #content(shape: Shape, options: ConvertOptions): PlainSchema {
    switch (shape.kind) {
      case 'any':
      case 'never':
      case 'enum':
        return {}
      case 'primitive':
        if (shape.format === 'binary' && options.files) return { type: 'string', format: 'binary' }
        if (shape.format === 'date' && options.dates) {
          return { anyOf: [{ type: 'string' }, typeMark('Date')] }
        }
        if (options.bigint === true) return typeMark(bigintAlias)
        // Where no table of names can tell the runtime, it makes a bigint only of what does not fit into a number.
        if (this.#bigint && isBigint(shape)) return { anyOf: [{ type: shape.type }, typeMark(bigintAlias)] }
        return { type: shape.type }
      case 'literal':
        return shape.value === null ? { type: 'null' } : { const: markedLiteral(shape.value) }
      case 'array':
        return { type: 'array', items: this.convert(shape.items, options) }
      case 'tuple':
        return {
          type: 'array',
          prefixItems: shape.items.map((item) => this.convert(item, options)),
          items: false,
        }
      case 'reference':
        if (options.bigint === true) return this.convert(shape.entity.shape, options)
        if (options.dates && isDate(shape.entity.shape)) return this.convert(shape.entity.shape, options)
        return typeMark(nameIn(shape.entity, options.direction))
      case 'all':
        return this.#all(shape.members, options)
      case 'union':
        return this.#union(shape, options)
      case 'object':
        return this.#object(shape, options)
    }
  }

  /** What only hides properties adds nothing to a type. */
  #all(members: readonly Shape[], options: ConvertOptions): PlainSchema {
    const [first, ...others] = members.filter((member) => !showsNothing(member, options.direction))
    if (first !== undefined && others.length === 0) return this.convert(first, options)
    const shown = first === undefined ? members : [first, ...others]
    return { allOf: shown.map((member) => this.#member(member, options)) }
  }

  #object(shape: ObjectShape, options: ConvertOptions): PlainSchema {
    const properties: PlainSchema = {}
    const required: string[] = []
    for (const property of shape.properties) {
      if (isLeftOut(property, options.direction)) continue
      const name = this.#renaming.nameOf(shape, property)
      const value = this.#property(property.shape, {
        ...options,
        dates: options.dates && property.name !== undefined,
      })
      Object.defineProperty(properties, name, { value, enumerable: true, writable: true, configurable: true })
      if (property.required) required.push(name)
    }
    const { values, discriminator } = shape
    const deeper = { ...options, dates: false }
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(values === 'closed' && { additionalProperties: false }),
      ...(typeof values === 'object' && { additionalProperties: this.convert(values, deeper) }),
      ...(discriminator !== undefined && {
        discriminator: this.#discriminator(shape, discriminator, options),
      }),
    }
  }

  /** A property by which schemas are told apart keeps its closed type; a 64-bit integer may become a bigint. */
  #property(shape: Shape, options: ConvertOptions): PlainSchema {
    if (this.#tags.has(shape)) return this.convert(shape, { ...options, direction: 'request' })
    return this.convert(shape, { ...options, bigint: this.#bigint && isBigint(shape) })
  }

  /** Where schemas are combined, hey-api has to know what a reference leads to. */
  #member(shape: Shape, options: ConvertOptions): PlainSchema {
    if (shape.kind !== 'reference' || shape.entity.shape.kind === 'enum') return this.convert(shape, options)
    return reference(nameIn(shape.entity, options.direction))
  }

  #union(shape: UnionShape, options: ConvertOptions): PlainSchema {
    const { discriminator } = shape
    const members = shape.members.filter((member) => !isNull(member))
    const nullable = members.length < shape.members.length
    if (discriminator === undefined || members.length < 2) {
      const schemas = members.map((member) => this.convert(member, options))
      return { anyOf: nullable ? [...schemas, { type: 'null' }] : schemas }
    }
    const schemas = members.map((member) => this.#member(member, options))
    const union = { oneOf: schemas, discriminator: this.#discriminator(shape, discriminator, options) }
    return nullable ? { anyOf: [union, { type: 'null' }] } : union
  }

  #discriminator(
    shape: Shape,
    discriminator: NonNullable<UnionShape['discriminator']>,
    { direction }: ConvertOptions,
  ) {
    const mapping = Object.fromEntries(
      [...discriminator.mapping].map(([value, entity]) => [value, reference(nameIn(entity, direction)).$ref]),
    )
    return { propertyName: this.#renaming.tagName(shape, discriminator), mapping }
  }
}

function reference(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

const mark = '@type:'
const literalMark = '@literal:'

/**
 * A type that is printed by its name alone, as a constant that `unmark` turns into that name. References among
 * thousands of schemas cost hey-api time that grows with their square.
 */
function typeMark(name: string): { readonly const: string } {
  return { const: mark + name }
}

/** A constant of the document, never to be taken for a mark. */
function markedLiteral<Value>(value: Value): Value | string {
  return typeof value === 'string' && /^@(?:type|literal):/.test(value) ? literalMark + value : value
}

/** Turns a printed string literal that is a mark into what it stands for. */
export function unmark(literalText: string): string {
  if (literalText.startsWith(`'${mark}`)) return literalText.slice(mark.length + 1, -1)
  if (literalText.startsWith(`'${literalMark}`)) return `'${literalText.slice(literalMark.length + 1)}`
  return literalText
}

function isLeftOut({ readOnly, writeOnly }: Property, direction: Direction): boolean {
  return direction === 'request' ? readOnly : writeOnly
}

/** Whether a schema declares properties, of which this direction has none. */
function showsNothing(shape: Shape, direction: Direction): boolean {
  if (shape.kind !== 'object' || shape.properties.length === 0) return false
  return shape.properties.every((property) => isLeftOut(property, direction))
}

/** Whether a property holds a 64-bit integer, or a list of them: what a table of `bigint` names can say. */
export function isBigint(shape: Shape): boolean {
  switch (shape.kind) {
    case 'primitive':
      return shape.format === 'int64'
    case 'array':
      return isBigint(shape.items)
    case 'union':
      return (
        shape.members.some(isBigint) && shape.members.every((member) => isNull(member) || isBigint(member))
      )
    case 'reference':
      return isBigint(shape.entity.shape)
    default:
      return false
  }
}

function isDate(shape: Shape): boolean {
  return shape.kind === 'primitive' && shape.format === 'date'
}

function docs({ title, description, deprecated }: Docs): PlainSchema {
  return {
    ...(title !== undefined && title !== description && { title: commentText(title) }),
    ...(description !== undefined && { description: commentText(description) }),
    ...(deprecated && { deprecated }),
  }
}
