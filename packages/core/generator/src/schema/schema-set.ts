import { SpecError } from '../document/errors.ts'
import { isArray, isObject, own } from '../document/plain.ts'
import { fromPointer, type Place, placeToPointer, toPointer } from '../document/pointer.ts'
import { pointerOfRef, valueAt } from '../document/refs.ts'
import type { Json, JsonObject, SpecDocument } from '../document/types.ts'
import type { Notice } from '../model/types.ts'
import type { Values } from './enums.ts'
import { type ParseContext, parseSchema, type Site, type Words } from './parse.ts'
import { constantsOf } from './parse-discriminator.ts'
import { type Entity, eachShape, type Shape } from './shape.ts'

const componentsPointer = '/components/schemas'
const unparsed: Shape = { kind: 'any' }

/** A schema in the place where an operation uses it. */
export interface SchemaUse {
  readonly schema: Json
  readonly pointer: string
  /** Name for the type if the schema needs one. */
  readonly wanted: string
}

/**
 * All schemas of a document that get a name, found while they are parsed: components first, then what operations
 * use, then what references and enums lead to.
 */
export class SchemaSet implements ParseContext {
  readonly document: SpecDocument
  readonly notices: Notice[] = []
  readonly siblings: boolean
  readonly #byPointer = new Map<string, Entity>()
  readonly #byRef = new Map<string, Entity>()
  readonly #waiting: Entity[] = []
  #extensions: Map<string, string[]> | undefined

  constructor(document: SpecDocument) {
    this.document = document
    this.siblings = !String(own(document.json, 'openapi')).startsWith('3.0')
    const components = own(own(document.json, 'components'), 'schemas')
    if (!isObject(components)) return
    for (const component of Object.keys(components)) {
      const pointer = toPointer(['components', 'schemas', component])
      this.#add(components[component] as Json, pointer, { words: component }, component)
    }
  }

  /** Every named schema in the order of discovery. */
  get entities(): Entity[] {
    return [...this.#byPointer.values()]
  }

  /** Parses the schema of a parameter, body or response; what cannot be written in one line gets a name. */
  use({ schema, pointer, wanted }: SchemaUse): Shape {
    const known = this.#byPointer.get(pointer)
    if (known !== undefined) return { kind: 'reference', entity: known }
    const owner = this.#make(schema, pointer, { words: wanted })
    // It has its name while it is parsed, in case something inside refers to it.
    this.#register(owner)
    const shape = parseSchema(schema, { place: placeOf(pointer), owner, words: undefined }, this)
    if (isSimple(shape) && !refersTo(shape, owner)) {
      this.#byPointer.delete(pointer)
      return shape
    }
    owner.shape = shape
    return { kind: 'reference', entity: owner }
  }

  /** Parses a schema that stays inline where it is used, such as that of a member of a parameter group. */
  inline({ schema, pointer, wanted }: SchemaUse): Shape {
    const known = this.#byPointer.get(pointer)
    if (known !== undefined) return { kind: 'reference', entity: known }
    const owner = this.#make(schema, pointer, { words: wanted })
    return parseSchema(schema, { place: placeOf(pointer), owner, words: undefined }, this)
  }

  /** A schema that stands in no document, such as a parameter group. */
  addSynthetic(pointer: string, wanted: string, shape: Shape): Entity {
    const entity = this.#make({}, `${pointer}#${wanted}`, { words: wanted })
    entity.shape = shape
    this.#register(entity)
    return entity
  }

  /** Parses whatever has been found so far, and what is found by that. */
  finish(): void {
    // The list grows while it is walked.
    for (const entity of this.#waiting) {
      if (entity.shape !== unparsed) continue
      const place = placeOf(entity.pointer)
      entity.shape = parseSchema(entity.schema, { place, owner: entity, words: undefined }, this)
    }
    this.#waiting.length = 0
  }

  isNamed(entity: Entity): boolean {
    return this.#byPointer.get(entity.pointer) === entity
  }

  reference(ref: string, place: Place | undefined): Entity {
    const before = this.#byRef.get(ref)
    if (before !== undefined) return before
    const entity = this.#find(ref, place)
    this.#byRef.set(ref, entity)
    return entity
  }

  #find(ref: string, place: Place | undefined): Entity {
    const pointer = pointerOfRef(ref)
    const known = pointer === undefined ? undefined : this.#byPointer.get(pointer)
    if (known !== undefined) return known
    const schema = pointer === undefined ? undefined : valueAt(this.document.json, pointer)
    if (pointer === undefined || schema === undefined) {
      this.fail(place, `the $ref "${ref}" points at nothing; add its target or correct it.`)
    }
    return this.#add(schema, pointer, this.#wantedFromPointer(pointer))
  }

  mapped(target: string): Entity | undefined {
    const named = this.#byPointer.get(toPointer(['components', 'schemas', target]))
    if (named !== undefined) return named
    const pointer = pointerOfRef(target)
    const known = pointer === undefined ? undefined : this.#byPointer.get(pointer)
    if (known !== undefined || pointer === undefined) return known
    return valueAt(this.document.json, pointer) === undefined ? undefined : this.reference(target, undefined)
  }

  extensionsOf(component: string): readonly Entity[] {
    this.#extensions ??= this.#findExtensions()
    const found = new Set<string>()
    const visit = (base: string): void => {
      for (const extension of this.#extensions?.get(base) ?? []) {
        if (found.has(extension)) continue
        found.add(extension)
        visit(extension)
      }
    }
    visit(component)
    return [...found].flatMap((name) => this.mapped(name) ?? [])
  }

  tagValues(entity: Entity, wireName: string): readonly string[] {
    return constantsOf(entity.schema, wireName)
  }

  namedEnum(schema: JsonObject, values: Values, site: Site): Entity {
    const pointer = placeToPointer(site.place)
    const known = this.#byPointer.get(pointer)
    if (known !== undefined) return known
    const entity = this.#make(schema, pointer, { owner: site.owner, words: spell(site.words) })
    entity.shape = { kind: 'enum', values: values.values, nullable: values.nullable, docs: undefined }
    this.#register(entity)
    return entity
  }

  notice(place: Place | undefined, message: string): void {
    this.notices.push({ pointer: placeToPointer(place), message })
  }

  fail(place: Place | undefined, message: string): never {
    throw new SpecError(this.document.file, { pointer: placeToPointer(place), message })
  }

  #findExtensions(): Map<string, string[]> {
    const extensions = new Map<string, string[]>()
    for (const { component, schema } of this.entities) {
      const members = own(schema, 'allOf')
      if (component === undefined || !isArray(members)) continue
      for (const member of members) {
        const ref = own(member, '$ref')
        const base = typeof ref === 'string' ? componentOfRef(ref) : undefined
        if (base !== undefined) extensions.set(base, [...(extensions.get(base) ?? []), component])
      }
    }
    return extensions
  }

  /** A name from the named schema above the target and the properties on the way to it. */
  #wantedFromPointer(pointer: string): Entity['wanted'] {
    const keys = fromPointer(pointer)
    for (let length = keys.length - 1; length > 0; length--) {
      const owner = this.#byPointer.get(toPointer(keys.slice(0, length)))
      if (owner !== undefined) return { owner, words: nameKeys(keys.slice(length)).join(' ') }
    }
    return { words: nameKeys(keys).join(' ') }
  }

  #add(schema: Json, pointer: string, wanted: Entity['wanted'], component?: string): Entity {
    const entity = this.#make(schema, pointer, wanted, component)
    this.#register(entity)
    this.#waiting.push(entity)
    return entity
  }

  #register(entity: Entity): void {
    this.#byPointer.set(entity.pointer, entity)
  }

  #make(schema: Json, pointer: string, wanted: Entity['wanted'], component?: string): Entity {
    return {
      pointer,
      schema,
      component,
      wanted,
      shape: unparsed,
      name: '',
      otherName: '',
      request: false,
      response: false,
      multipart: false,
      differs: false,
    }
  }
}

function componentOfRef(ref: string): string | undefined {
  const pointer = pointerOfRef(ref)
  if (pointer === undefined || !pointer.startsWith(`${componentsPointer}/`)) return undefined
  const [, , component, ...deeper] = fromPointer(pointer)
  return deeper.length === 0 ? component : undefined
}

/** Keys that say how a schema is built rather than what it is. */
const structural = new Set(
  'components schemas paths properties items allOf anyOf oneOf prefixItems additionalProperties content schema $defs'.split(
    ' ',
  ),
)

function nameKeys(keys: readonly string[]): string[] {
  return keys.filter((key) => !structural.has(key) && !/^\d$/.test(key) && !/^\w+\/[\w.+*-]+$/.test(key))
}

function spell(words: Words | undefined): string {
  const spelled: string[] = []
  for (let current = words; current !== undefined; current = current.before) spelled.push(current.word)
  return spelled.reverse().join(' ')
}

function placeOf(pointer: string): Place | undefined {
  let place: Place | undefined
  for (const key of fromPointer(pointer)) place = { parent: place, key }
  return place
}

function refersTo(shape: Shape, entity: Entity): boolean {
  let found = false
  eachShape(shape, (each) => {
    found ||= each.kind === 'reference' && each.entity === entity
  })
  return found
}

/** Whether a type is short enough to be written where it is used. */
function isSimple(shape: Shape): boolean {
  switch (shape.kind) {
    case 'array':
      return isSimple(shape.items)
    case 'union':
      if (shape.discriminator !== undefined) return false
      return shape.members.length <= 3 && shape.members.every(isSimple)
    case 'object':
    case 'all':
    case 'tuple':
    case 'enum':
      return false
    default:
      return true
  }
}
