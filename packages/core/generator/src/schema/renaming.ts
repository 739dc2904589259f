import { camelCase } from '@driftless/runtime'
import { isIdentifier } from '../emit/identifiers.ts'
import type { Notice } from '../model/types.ts'
import { DisjointSets } from './disjoint-sets.ts'
import type { GivenNames } from './given-names.ts'
import { findMixedUnions } from './mixed-unions.ts'
import {
  type Discriminator,
  type Entity,
  eachChild,
  eachShape,
  type ObjectShape,
  type Property,
  type Shape,
} from './shape.ts'

/**
 * TypeScript names of properties: camelCase of the wire name, the same for all objects that can stand in one place
 * (members of one `allOf` or union). A property keeps its wire name where
 * - another property in such a place would get the same name,
 * - the name in camelCase would be no identifier,
 * - the object stands in a union with free-form data (see `findMixedUnions`).
 */
export interface Renaming {
  readonly notices: readonly Notice[]
  nameOf(object: ObjectShape, property: Property): string
  /** TypeScript name of the property that a discriminator reads. */
  tagName(shape: Shape, discriminator: Discriminator): string
}

/** What is known of one wire name within a group. */
interface Group {
  /** Wire names by the TypeScript name that they would get. */
  readonly claims: Map<string, Set<string>>
  /** Wire names that stay. */
  readonly kept: Set<string>
  /** Names that the config gives, by wire name. */
  readonly given: Map<string, string>
}

/**
 * @param fail told what is wrong with a name that the config gives
 */
export function decideNames(
  entities: readonly Entity[],
  uses: readonly Shape[],
  given: GivenNames,
  fail: (object: ObjectShape, message: string) => never,
): Renaming {
  const shapes = [...entities.map((entity) => entity.shape), ...uses]
  const { kept, notices } = findMixedUnions(shapes, (object) =>
    object.properties.some((property) => given.has(object) || wouldChange(property)),
  )
  const places = groupPlaces(entities, uses)
  const groups = new Map<object, Group>()

  const groupOf = (shape: Shape): Group => {
    const key = places.find(shape)
    const known = groups.get(key)
    if (known !== undefined) return known
    const group: Group = { claims: new Map(), kept: new Set(), given: new Map() }
    groups.set(key, group)
    return group
  }
  for (const [object, names] of given) {
    for (const [wireName, name] of Object.entries(names)) groupOf(object).given.set(wireName, name)
  }
  for (const shape of shapes) {
    eachShape(shape, (each) => {
      if (each.kind === 'object') claimNames(each, groupOf(each), kept.has(each))
    })
  }
  for (const shape of shapes) {
    eachShape(shape, (each) => {
      if (each.kind === 'union' || each.kind === 'object')
        keepMissingTags(each, each.discriminator, groupOf(each))
    })
  }
  const wireNameIn = (group: Group, wireName: string): string => {
    const name = group.given.get(wireName) ?? usualName(wireName)
    return group.kept.has(wireName) || (group.claims.get(name)?.size ?? 0) > 1 ? wireName : name
  }
  for (const [object, names] of given) {
    for (const [wireName, name] of Object.entries(names)) {
      if (wireNameIn(groupOf(object), wireName) === name) continue
      fail(
        object,
        `${wireName} cannot be ${name}: another property has that name, or it has to keep its own.`,
      )
    }
  }
  return {
    notices,
    nameOf: (object, { name, wireName }) => name ?? wireNameIn(groupOf(object), wireName),
    tagName: (shape, { wireName }) => wireNameIn(groupOf(shape), wireName),
  }
}

/** Objects that can stand in one place come into one group. */
function groupPlaces(entities: readonly Entity[], uses: readonly Shape[]): DisjointSets {
  const places = new DisjointSets()
  const join = (shape: Shape): void => {
    if (shape.kind === 'reference') places.unite(shape.entity, shape)
    if (shape.kind === 'array' || shape.kind === 'all' || shape.kind === 'union') {
      eachChild(shape, (child) => {
        if (holdsObjects(child)) places.unite(shape, child)
      })
    }
    if (shape.kind === 'object' && shape.discriminator !== undefined) {
      for (const entity of shape.discriminator.mapping.values()) places.unite(shape, entity)
    }
    eachChild(shape, join)
  }
  for (const entity of entities) {
    if (holdsObjects(entity.shape)) places.unite(entity, entity.shape)
    join(entity.shape)
  }
  for (const shape of uses) join(shape)
  return places
}

function holdsObjects({ kind }: Shape): boolean {
  return kind === 'object' || kind === 'reference' || kind === 'array' || kind === 'all' || kind === 'union'
}

function claimNames(object: ObjectShape, group: Group, kept: boolean): void {
  for (const { name, wireName } of object.properties) {
    if (name !== undefined) continue
    const wanted = group.given.get(wireName) ?? usualName(wireName)
    const claims = group.claims.get(wanted)
    if (claims === undefined) group.claims.set(wanted, new Set([wireName]))
    else claims.add(wireName)
    if (kept) group.kept.add(wireName)
  }
}

/** A member that does not declare the deciding property has no table entry for it, so the name stays for all. */
function keepMissingTags(_shape: Shape, discriminator: Discriminator | undefined, group: Group): void {
  if (discriminator === undefined) return
  for (const entity of discriminator.mapping.values()) {
    if (!declares(entity.shape, discriminator.wireName, new Set())) group.kept.add(discriminator.wireName)
  }
}

function declares(shape: Shape, wireName: string, entered: Set<Entity>): boolean {
  if (shape.kind === 'object') return shape.properties.some((property) => property.wireName === wireName)
  if (shape.kind === 'reference') {
    if (entered.has(shape.entity)) return false
    entered.add(shape.entity)
    return declares(shape.entity.shape, wireName, entered)
  }
  return shape.kind === 'all' && shape.members.some((member) => declares(member, wireName, entered))
}

function wouldChange({ name, wireName }: Property): boolean {
  return name === undefined && usualName(wireName) !== wireName
}

const usualNames = new Map<string, string>()

/** camelCase, or the wire name itself where that gives no identifier. */
function usualName(wireName: string): string {
  const known = usualNames.get(wireName)
  if (known !== undefined) return known
  const camel = camelCase(wireName)
  const name = isIdentifier(camel) && camel !== '__proto__' ? camel : wireName
  usualNames.set(wireName, name)
  return name
}
