import { bothNames } from '@driftless/runtime'
import { literal, propertyKey } from '../emit/text.ts'
import { NamePool } from '../model/name-pool.ts'
import { lowerStart, typeName } from '../model/words.ts'
import { isBigint } from './convert.ts'
import { reaching } from './reaching.ts'
import type { Renaming } from './renaming.ts'
import {
  type Discriminator,
  type Entity,
  eachChild,
  isNull,
  type ObjectShape,
  type Property,
  type Shape,
} from './shape.ts'

/**
 * The tables by which property names are translated at run time: one constant for each object in which something is
 * translated, at any depth, and one for each union of such objects. Lists and null have no table, the runtime walks
 * through them; so an alias or a list shares the table of what it holds.
 */
export class NameTables {
  readonly #renaming: Renaming
  readonly #bigint: boolean
  readonly #needed: ReadonlySet<Entity>
  readonly #pool = new NamePool(['Names'])
  /** Tables of objects, tuples and discriminated unions. */
  readonly #leafNames = new Map<Shape, string>()
  /** Tables of what is several leaves at once, by their names. */
  readonly #jointNames = new Map<string, string>()
  readonly #printed = new Map<string, string>()
  readonly #waiting: (() => void)[] = []

  constructor(entities: readonly Entity[], renaming: Renaming, bigint: boolean) {
    this.#renaming = renaming
    this.#bigint = bigint
    this.#needed = reaching(
      entities,
      new Set(),
      (shape) => shape.kind === 'object' && this.#saysSomething(shape),
    )
    const needed = entities.filter((entity) => this.#needed.has(entity))
    for (const { shape, name } of needed) {
      if (isLeaf(shape)) this.#leafNames.set(shape, this.#pool.claim(`${lowerStart(name)}Names`))
    }
  }

  /**
   * Name of the table for a value of this shape; `undefined` where nothing in it is translated.
   *
   * @param wanted name for a table that the shape needs for itself, without `Names`
   */
  tableFor(shape: Shape, wanted: string): string | undefined {
    const peeled = peel(shape)
    const base = peeled.kind === 'reference' ? peeled.entity.name : wanted
    return this.#joint(this.#leaves(shape, wanted), base)
  }

  /** One table for several that hold together. */
  #joint(leaves: ReadonlyMap<Shape, string>, base: string): string | undefined {
    const tables = [...leaves].map(([leaf, near]) => this.#leafTable(leaf, near))
    if (tables.length < 2) return tables[0]
    const text = `{ all: () => [${tables.join(', ')}] }`
    const known = this.#jointNames.get(text)
    if (known !== undefined) return known
    const name = this.#pool.claim(`${lowerStart(base)}Names`)
    this.#jointNames.set(text, name)
    this.#printed.set(name, text)
    return name
  }

  /** Every table by its name, as the source text of its value; sorted. */
  print(): [name: string, text: string][] {
    // The list grows while it is worked off.
    for (const printNext of this.#waiting) printNext()
    this.#waiting.length = 0
    return [...this.#printed].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Everything with a table of its own that can stand where a shape stands, with what to name it after. */
  #leaves(shape: Shape, wanted: string): Map<Shape, string> {
    const leaves = new Map<Shape, string>()
    const entered = new Set<Entity>()
    const visit = (each: Shape, near: string): void => {
      if (isLeaf(each)) {
        if (this.#translates(each)) leaves.set(each, near)
      } else if (each.kind === 'reference') {
        const { entity } = each
        if (entered.has(entity) || !this.#needed.has(entity)) return
        entered.add(entity)
        visit(entity.shape, isLeaf(peel(entity.shape)) ? entity.name : `${entity.name}Part`)
      } else if (each.kind === 'array') visit(each.items, near)
      else if (each.kind === 'all' || each.kind === 'union') {
        for (const member of each.members) visit(member, near)
      }
    }
    visit(shape, wanted)
    return leaves
  }

  #leafTable(leaf: Shape, near: string): string {
    const name = this.#leafNames.get(leaf) ?? this.#pool.claim(`${lowerStart(near)}Names`)
    this.#leafNames.set(leaf, name)
    if (this.#printed.has(name)) return name
    // Printed later, since what is inside may lead back here, or on without end.
    this.#printed.set(name, '')
    this.#waiting.push(() => this.#printLeaf(leaf, name, near))
    return name
  }

  #printLeaf(leaf: Shape, name: string, near: string): void {
    const members =
      leaf.kind === 'object'
        ? this.#objectMembers(leaf, near)
        : leaf.kind === 'tuple'
          ? this.#tupleMembers(leaf.items, near)
          : this.#variantMembers(leaf)
    this.#printed.set(name, `{ ${members.join(', ')} }`)
  }

  #objectMembers(object: ObjectShape, near: string): string[] {
    const { properties, values } = object
    const fields = properties.flatMap((property) => {
      const name = this.#renaming.nameOf(object, property)
      return name === property.wireName ? [] : [fieldText(property.wireName, name)]
    })
    const conversions = properties.flatMap((property) => this.#conversion(property))
    const ofValues = typeof values === 'object' ? this.tableFor(values, `${near}Value`) : undefined
    const children = properties.flatMap(({ wireName, shape }) => {
      const table = this.tableFor(shape, near + typeName(wireName))
      if (table !== undefined) return [`${propertyKey(wireName)}: () => ${table}`]
      // Without an entry, the table of the map's values would be taken for it.
      return ofValues === undefined || isSingle(shape) ? [] : [`${propertyKey(wireName)}: () => ({})`]
    })
    return [
      ...textList('fields', fields),
      ...(children.length > 0 ? [`children: { ${children.join(', ')} }`] : []),
      ...(ofValues !== undefined ? [`values: () => ${ofValues}`] : []),
      ...this.#extensionMembers(object),
      ...textList(
        'omit',
        properties.flatMap(({ writeOnly, wireName }) => (writeOnly ? [literal(wireName)] : [])),
      ),
      ...(conversions.length > 0 ? [`convert: { ${conversions.join(', ')} }`] : []),
    ]
  }

  #tupleMembers(items: readonly Shape[], near: string): string[] {
    const tables = items.map((item, index) => this.tableFor(item, `${near}Item${index + 1}`))
    const texts = tables.map((table) => (table === undefined ? 'undefined' : `() => ${table}`))
    return [`items: [${texts.join(', ')}]`]
  }

  #variantMembers(union: Shape): string[] {
    const discriminator = union.kind === 'union' ? union.discriminator : undefined
    if (discriminator === undefined) return []
    return this.#printVariants(union, discriminator, (entity) =>
      this.tableFor({ kind: 'reference', entity }, entity.name),
    )
  }

  /** What extensions of a base have besides the base itself: a base is answered by one of them. */
  #extensionMembers(base: ObjectShape): string[] {
    if (base.discriminator === undefined) return []
    return this.#printVariants(base, base.discriminator, (entity) => {
      const leaves = this.#leaves({ kind: 'reference', entity }, entity.name)
      leaves.delete(base)
      return this.#joint(leaves, `${entity.name}Extension`)
    })
  }

  #printVariants(
    shape: Shape,
    discriminator: Discriminator,
    tableOf: (entity: Entity) => string | undefined,
  ): string[] {
    const entries = [...discriminator.mapping].flatMap(([value, entity]) => {
      const table = tableOf(entity)
      return table === undefined ? [] : [`${propertyKey(value)}: () => ${table}`]
    })
    if (entries.length === 0) return []
    const property = fieldText(discriminator.wireName, this.#renaming.tagName(shape, discriminator))
    return [`variants: { property: ${property}, mapping: { ${entries.join(', ')} }, choose: chooseVariant }`]
  }

  #translates(shape: Shape): boolean {
    if (shape.kind === 'reference') return this.#needed.has(shape.entity)
    if (shape.kind === 'object' && this.#saysSomething(shape)) return true
    let found = false
    eachChild(shape, (child) => {
      found ||= this.#translates(child)
    })
    return found
  }

  #conversion({ wireName, shape, coerce }: Property): string[] {
    const key = propertyKey(wireName)
    if (!this.#bigint || !isBigint(shape)) return coerce ? [`${key}: toNumber`] : []
    return [coerce ? `${key}: (value) => toBigint(toNumber(value))` : `${key}: toBigint`]
  }

  #saysSomething(object: ObjectShape): boolean {
    return object.properties.some(
      (property) =>
        property.name === undefined &&
        (property.writeOnly ||
          property.coerce ||
          this.#renaming.nameOf(object, property) !== property.wireName ||
          (this.#bigint && isBigint(property.shape))),
    )
  }
}

/** A `Field` of the runtime: the wire name alone where the TypeScript name follows from it. */
function fieldText(wireName: string, name: string): string {
  return bothNames(wireName)[1] === name ? literal(wireName) : `[${literal(wireName)}, ${literal(name)}]`
}

function textList(key: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`${key}: [${texts.join(', ')}]`]
}

function isSingle({ kind }: Shape): boolean {
  return kind === 'primitive' || kind === 'literal'
}

/** What is left of a shape without the lists and the null around it. */
function peel(shape: Shape): Shape {
  if (shape.kind === 'array') return peel(shape.items)
  if (shape.kind !== 'union') return shape
  const members = shape.members.filter((member) => !isNull(member))
  return members.length === 1 ? peel(members[0] as Shape) : shape
}

function isLeaf(shape: Shape): boolean {
  return (
    shape.kind === 'object' ||
    shape.kind === 'tuple' ||
    (shape.kind === 'union' &&
      shape.discriminator !== undefined &&
      shape.members.filter((m) => !isNull(m)).length > 1)
  )
}
