import type { Entity, Shape } from '../schema/shape.ts'
import type { ParameterContent } from './types.ts'

/** What values of a shape are made of: the runtime writes primitives, and lists of them, by itself. */
export function contentOf(shape: Shape, seen: ReadonlySet<Entity> = new Set()): ParameterContent {
  switch (shape.kind) {
    case 'primitive':
    case 'literal':
    case 'enum':
      return 'primitive'
    case 'array':
      return contentOf(shape.items, seen) === 'primitive' ? 'primitives' : 'any'
    case 'union': {
      const members = shape.members.map((member) => contentOf(member, seen))
      return (
        members.find((one) => one === 'any') ?? members.find((one) => one === 'primitives') ?? 'primitive'
      )
    }
    case 'reference':
      if (seen.has(shape.entity)) return 'any'
      return contentOf(shape.entity.shape, new Set(seen).add(shape.entity))
    default:
      return 'any'
  }
}
