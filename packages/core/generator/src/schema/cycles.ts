import { SpecError } from '../document/errors.ts'
import type { AllShape, Entity, Shape } from './shape.ts'

/**
 * Takes apart types that would contain themselves without an object or list between, which TypeScript refuses. The
 * one honest case is a base that lists its extensions (`oneOf`) while they extend it (`allOf`): there an extension
 * gets the base's own properties only.
 *
 * @throws SpecError for any other such cycle, with the pointer of one schema on it.
 */
export function breakCycles(entities: readonly Entity[], file: string): void {
  for (const cycle of findCycles(entities)) {
    for (const entity of cycle) entity.shape = withOwnPartsOf(entity.shape, cycle)
  }
  const [left] = findCycles(entities)
  const entity = entities.find((each) => left?.has(each))
  if (entity === undefined) return
  const message = 'the schema contains itself with neither a property nor a list between; break the circle.'
  throw new SpecError(file, { pointer: entity.pointer, message })
}

/** Replaces references in `allOf` to a base on the same cycle by what the base says apart from its unions. */
function withOwnPartsOf(shape: Shape, cycle: ReadonlySet<Entity>): Shape {
  if (shape.kind !== 'all') return shape
  const members = shape.members.flatMap((member): readonly Shape[] => {
    if (member.kind !== 'reference' || !cycle.has(member.entity)) return [member]
    const base = member.entity.shape
    return base.kind === 'all' ? base.members.filter((part) => part.kind !== 'union') : [member]
  })
  return { ...shape, members } satisfies AllShape
}

/** Entities that TypeScript must know to know this one. */
function immediate(shape: Shape, visit: (entity: Entity) => void): void {
  if (shape.kind === 'reference') visit(shape.entity)
  if (shape.kind === 'all' || shape.kind === 'union') {
    for (const member of shape.members) immediate(member, visit)
  }
}

/** Strongly connected components that hold a cycle, by Tarjan's algorithm. */
function findCycles(entities: readonly Entity[]): ReadonlySet<Entity>[] {
  const cycles: ReadonlySet<Entity>[] = []
  const order = new Map<Entity, number>()
  const lowest = new Map<Entity, number>()
  const stack: Entity[] = []
  const onStack = new Set<Entity>()
  const possible = withoutLooseEnds(entities)

  const visit = (entity: Entity): void => {
    const number = order.size
    order.set(entity, number)
    lowest.set(entity, number)
    stack.push(entity)
    onStack.add(entity)
    let refersToItself = false
    immediate(entity.shape, (next) => {
      refersToItself ||= next === entity
      if (!order.has(next) && possible.has(next)) visit(next)
      if (onStack.has(next)) {
        lowest.set(entity, Math.min(lowest.get(entity) ?? number, lowest.get(next) ?? number))
      }
    })
    if (lowest.get(entity) !== number) return
    const component = new Set<Entity>()
    for (let last = stack.pop(); last !== undefined; last = stack.pop()) {
      onStack.delete(last)
      component.add(last)
      if (last === entity) break
    }
    if (component.size > 1 || refersToItself) cycles.push(component)
  }
  for (const entity of possible) if (!order.has(entity)) visit(entity)
  return cycles
}

/** Entities that can lie on a cycle: each needs another one that can. */
function withoutLooseEnds(entities: readonly Entity[]): ReadonlySet<Entity> {
  const left = new Set<Entity>()
  const neededBy = new Map<Entity, Entity[]>()
  const needs = new Map<Entity, number>()
  const loose: Entity[] = []
  for (const entity of entities) {
    left.add(entity)
    let count = 0
    immediate(entity.shape, (next) => {
      count++
      const others = neededBy.get(next)
      if (others === undefined) neededBy.set(next, [entity])
      else others.push(entity)
    })
    needs.set(entity, count)
    if (count === 0) loose.push(entity)
  }
  for (let entity = loose.pop(); entity !== undefined; entity = loose.pop()) {
    left.delete(entity)
    for (const other of neededBy.get(entity) ?? []) {
      const count = (needs.get(other) ?? 0) - 1
      needs.set(other, count)
      if (count === 0) loose.push(other)
    }
  }
  return left
}
