import type { Json } from '../document/types.ts'

/**
 * Schemas in one form, whatever the document's version: `nullable` and type lists are unions, enums and references
 * are entities of their own, keywords that say nothing about types are gone. Everything after parsing works on this.
 */
export type Shape =
  | AnyShape
  | NeverShape
  | PrimitiveShape
  | LiteralShape
  | EnumShape
  | ArrayShape
  | TupleShape
  | ObjectShape
  | ReferenceShape
  | AllShape
  | UnionShape

/** What a schema says for people. */
export interface Docs {
  readonly title?: string
  readonly description?: string
  readonly deprecated?: boolean
}

interface Documented {
  readonly docs?: Docs | undefined
}

export interface AnyShape extends Documented {
  readonly kind: 'any'
}

export interface NeverShape extends Documented {
  readonly kind: 'never'
}

export interface PrimitiveShape extends Documented {
  readonly kind: 'primitive'
  readonly type: 'string' | 'number' | 'boolean'
  /** The formats that types or encodings depend on. */
  readonly format?: 'binary' | 'int64' | 'date' | undefined
}

/** A value that can be a literal type. */
export type LiteralValue = string | number | boolean | null

export interface LiteralShape extends Documented {
  readonly kind: 'literal'
  readonly value: LiteralValue
}

export interface EnumValue {
  readonly value: string | number | boolean
  readonly description?: string | undefined
}

/** Stands at the top of an entity only. */
export interface EnumShape extends Documented {
  readonly kind: 'enum'
  readonly values: readonly EnumValue[]
  readonly nullable: boolean
}

export interface ArrayShape extends Documented {
  readonly kind: 'array'
  readonly items: Shape
}

export interface TupleShape extends Documented {
  readonly kind: 'tuple'
  readonly items: readonly Shape[]
}

export interface Property {
  readonly wireName: string
  /** TypeScript name where it is decided beforehand, as that of a parameter is. */
  readonly name?: string
  readonly shape: Shape
  readonly required: boolean
  readonly readOnly: boolean
  readonly writeOnly: boolean
  /** Whether its numbers may come as text. */
  readonly coerce: boolean
}

export interface ObjectShape extends Documented {
  readonly kind: 'object'
  readonly pointer: () => string
  readonly properties: readonly Property[]
  /** Shape of undeclared properties; `closed` where there are none, absent where nothing is said. */
  readonly values?: Shape | 'closed' | undefined
  readonly discriminator?: Discriminator | undefined
}

export interface ReferenceShape extends Documented {
  readonly kind: 'reference'
  readonly entity: Entity
}

export interface AllShape extends Documented {
  readonly kind: 'all'
  readonly members: readonly Shape[]
}

export interface UnionShape extends Documented {
  readonly kind: 'union'
  readonly pointer: () => string
  readonly members: readonly Shape[]
  readonly discriminator?: Discriminator | undefined
}

/** The property that tells the members of a union, or the extensions of a base, apart. */
export interface Discriminator {
  readonly wireName: string
  /** By value of the property, explicit and implicit entries alike. */
  readonly mapping: ReadonlyMap<string, Entity>
}

export type Direction = 'request' | 'response'

/** A schema with a name of its own: a component, a hoisted inline schema, or an enum. */
export interface Entity {
  readonly pointer: string
  readonly schema: Json
  /** Name in `components/schemas`, if it stands there. */
  readonly component?: string | undefined
  /** What the name is made from: `words`, after the name of `owner` if there is one. */
  wanted: { readonly owner?: Entity | undefined; readonly words: string }
  shape: Shape
  /** Name of the type; of the closed type for an enum. */
  name: string
  /** Name of the type in requests where it differs, and of the open type for an enum. */
  otherName: string
  /** Where operations use it, directly or through other schemas. */
  request: boolean
  response: boolean
  /** Sent as form data, where binary text is a file. */
  multipart: boolean
  /** Whether requests and responses see different types. */
  differs: boolean
}

/** Calls `visit` for the shapes directly below one shape; references are not followed. */
export function eachChild(shape: Shape, visit: (child: Shape) => void): void {
  switch (shape.kind) {
    case 'array':
      visit(shape.items)
      break
    case 'tuple':
      for (const item of shape.items) visit(item)
      break
    case 'object':
      for (const property of shape.properties) visit(property.shape)
      if (typeof shape.values === 'object') visit(shape.values)
      break
    case 'all':
    case 'union':
      for (const member of shape.members) visit(member)
      break
    default:
  }
}

/** Calls `visit` for a shape and everything below it, parents first; references are not followed. */
export function eachShape(shape: Shape, visit: (shape: Shape) => void): void {
  const enter = (each: Shape): void => {
    visit(each)
    eachChild(each, enter)
  }
  enter(shape)
}

export const nullShape: LiteralShape = { kind: 'literal', value: null }

export function isNull(shape: Shape): boolean {
  return shape.kind === 'literal' && shape.value === null
}
