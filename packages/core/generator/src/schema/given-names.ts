import { SpecError } from '../document/errors.ts'
import { toPointer } from '../document/pointer.ts'
import { isIdentifier } from '../emit/identifiers.ts'
import { type Entity, eachChild, type ObjectShape, type Shape } from './shape.ts'

/** TypeScript names of single properties, from the API's config: by type, by wire name. */
export type GivenNames = ReadonlyMap<ObjectShape, Readonly<Record<string, string>>>

/**
 * Finds the objects whose properties the config names.
 *
 * @throws SpecError where a type or a property is not in the document, or where a name is none
 */
export function findGivenNames(
  entities: readonly Entity[],
  properties: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined,
  file: string,
): GivenNames {
  const found = new Map<ObjectShape, Readonly<Record<string, string>>>()
  for (const [type, names] of Object.entries(properties ?? {})) {
    const fail = (pointer: string, message: string): never => {
      throw new SpecError(file, { pointer, message: `the config's properties.${type} ${message}` })
    }
    const entity = entities.find(({ name, otherName, component }) =>
      [name, otherName, component].includes(type),
    )
    const objects = entity === undefined ? [] : objectsOf(entity.shape)
    if (entity === undefined) return fail('', 'names a type that is not generated; correct it.')
    const declared = objects.flatMap((object) => object.properties.map(({ wireName }) => wireName))
    for (const [wireName, name] of Object.entries(names)) {
      const place = entity.pointer + toPointer(['properties', wireName])
      if (!declared.includes(wireName))
        fail(entity.pointer, `names ${wireName}, which is not declared; correct it.`)
      if (!isIdentifier(name) || name === '__proto__')
        fail(place, `gives it the name ${name}, which is no identifier.`)
    }
    for (const object of objects) found.set(object, names)
  }
  return found
}

/** The objects that a schema itself is made of. */
function objectsOf(shape: Shape): ObjectShape[] {
  if (shape.kind === 'object') return [shape]
  const objects: ObjectShape[] = []
  if (shape.kind === 'all' || shape.kind === 'union') {
    eachChild(shape, (child) => {
      objects.push(...objectsOf(child))
    })
  }
  return objects
}
