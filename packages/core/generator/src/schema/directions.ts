import { isOpenable } from './enums.ts'
import { reaching } from './reaching.ts'
import { type Direction, type Entity, eachChild, type Shape } from './shape.ts'

/** One use of a shape by an operation. */
export interface DirectedUse {
  readonly shape: Shape
  readonly direction: Direction
  /** Whether it is sent as multipart form data. */
  readonly multipart?: boolean
}

/** Enums that tell the members of a union apart: they stay closed, else nothing could be narrowed. */
export type Tags = ReadonlySet<Shape>

/**
 * Decides for every named schema where it is used, and whether requests and responses see different types of it:
 * because of `readOnly` and `writeOnly` properties, of enums that are open in responses, or of what it refers to.
 */
export function decideDirections(
  entities: readonly Entity[],
  uses: readonly DirectedUse[],
  tags: Tags,
): void {
  for (const { shape, direction, multipart } of uses) {
    markUsed(shape, direction, multipart ?? false)
  }
  const differing = reaching(entities, tags, (shape) =>
    shape.kind === 'enum' ? isOpenable(shape) : hasDirectedProperties(shape),
  )
  for (const entity of entities) {
    entity.differs = differing.has(entity)
    // What no operation uses is printed as it would be received.
    entity.response ||= !entity.request
  }
}

function hasDirectedProperties(shape: Shape): boolean {
  return shape.kind === 'object' && shape.properties.some(({ readOnly, writeOnly }) => readOnly || writeOnly)
}

/** Marks everything that is sent or received with a shape; a chain of references may be of any length. */
function markUsed(used: Shape, direction: Direction, multipart: boolean): void {
  const waiting: Shape[] = [used]
  const add = (shape: Shape): void => {
    waiting.push(shape)
  }
  for (let shape = waiting.pop(); shape !== undefined; shape = waiting.pop()) {
    if (shape.kind === 'reference') {
      const { entity } = shape
      if (entity[direction] && (!multipart || entity.multipart)) continue
      entity[direction] = true
      entity.multipart ||= multipart
      add(entity.shape)
    } else if (shape.kind === 'object') {
      for (const property of shape.properties) {
        const isSkipped = direction === 'request' ? property.readOnly : property.writeOnly
        if (!isSkipped) add(property.shape)
      }
      if (typeof shape.values === 'object') add(shape.values)
    } else eachChild(shape, add)
  }
}

/** Finds the properties by which discriminators tell schemas apart. */
export function findTags(entities: readonly Entity[]): Tags {
  const tags = new Set<Shape>()
  const visit = (shape: Shape): void => {
    if ((shape.kind === 'union' || shape.kind === 'object') && shape.discriminator !== undefined) {
      const { wireName, mapping } = shape.discriminator
      markTag(shape, wireName, tags)
      for (const entity of mapping.values()) markTag(entity.shape, wireName, tags)
    }
    eachChild(shape, visit)
  }
  for (const entity of entities) visit(entity.shape)
  return tags
}

function markTag(shape: Shape, wireName: string, tags: Set<Shape>): void {
  if (shape.kind === 'all') for (const member of shape.members) markTag(member, wireName, tags)
  if (shape.kind !== 'object') return
  for (const property of shape.properties) if (property.wireName === wireName) tags.add(property.shape)
}
