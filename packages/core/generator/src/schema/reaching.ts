import { type Entity, eachChild, type Shape } from './shape.ts'

/**
 * Finds the named schemas that hold a certain shape, inline or through references at any distance.
 *
 * @param ignored shapes that are not looked into
 */
export function reaching(
  entities: readonly Entity[],
  ignored: ReadonlySet<Shape>,
  isWanted: (shape: Shape, entity: Entity) => boolean,
): ReadonlySet<Entity> {
  const usedBy = new Map<Entity, Entity[]>()
  const waiting: Entity[] = []
  for (const entity of entities) {
    let found = false
    const visit = (shape: Shape): void => {
      if (ignored.has(shape)) return
      found ||= isWanted(shape, entity)
      if (shape.kind === 'reference') {
        const users = usedBy.get(shape.entity)
        if (users === undefined) usedBy.set(shape.entity, [entity])
        else users.push(entity)
      }
      eachChild(shape, visit)
    }
    visit(entity.shape)
    if (found) waiting.push(entity)
  }
  const reached = new Set<Entity>()
  for (let entity = waiting.pop(); entity !== undefined; entity = waiting.pop()) {
    if (reached.has(entity)) continue
    reached.add(entity)
    waiting.push(...(usedBy.get(entity) ?? []))
  }
  return reached
}
