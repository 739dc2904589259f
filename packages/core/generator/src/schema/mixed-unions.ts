import type { Notice } from '../model/types.ts'
import { type Entity, eachChild, type ObjectShape, type Shape, type UnionShape } from './shape.ts'

/** Objects and free-form values that can stand in one place. */
interface Surface {
  readonly objects: Set<ObjectShape>
  /** Whether a value of any form can stand there. */
  anything: boolean
}

/**
 * Finds objects whose properties keep their wire names: members of a union without discriminator in which another
 * member holds the user's own keys. Nothing tells the two apart when a value is translated, and user data must stay
 * as it is. The same goes for everything below such an object.
 *
 * @param differs whether an object has a property whose TypeScript name would differ.
 */
export function findMixedUnions(
  shapes: Iterable<Shape>,
  differs: (object: ObjectShape) => boolean,
): { readonly kept: ReadonlySet<ObjectShape>; readonly notices: readonly Notice[] } {
  const kept = new Set<ObjectShape>()
  const notices: Notice[] = []
  const finder = new MixFinder(kept, differs)
  const visit = (shape: Shape): void => {
    if (shape.kind === 'union' && shape.discriminator === undefined && finder.keepMixed(shape)) {
      notices.push({
        pointer: shape.pointer(),
        message:
          'objects in this union keep their wire names: without a discriminator they cannot be told from free-form data.',
      })
    }
    eachChild(shape, visit)
  }
  for (const shape of shapes) visit(shape)
  return { kept, notices }
}

class MixFinder {
  readonly #kept: Set<ObjectShape>
  readonly #differs: (object: ObjectShape) => boolean
  readonly #compared = new Set<string>()
  readonly #numbers = new Map<object, number>()

  constructor(kept: Set<ObjectShape>, differs: (object: ObjectShape) => boolean) {
    this.#kept = kept
    this.#differs = differs
  }

  /** Returns whether some object keeps a name because of this union. */
  keepMixed(union: UnionShape): boolean {
    let any = false
    const waiting: (readonly Shape[])[] = [union.members]
    for (let shapes = waiting.pop(); shapes !== undefined; shapes = waiting.pop()) {
      const surface = this.#surfaceOf(shapes)
      if (surface === undefined) continue
      if (isMixed(surface)) any = this.#keepAll(surface.objects) || any
      else waiting.push(...propertyShapes(surface.objects))
    }
    return any
  }

  /** What can stand where any of some shapes stands; `undefined` where that has been looked at before. */
  #surfaceOf(shapes: readonly Shape[]): Surface | undefined {
    const distinct = new Map<object, Shape>()
    for (const shape of shapes) {
      if (shape.kind === 'primitive' || shape.kind === 'literal') continue
      distinct.set(shape.kind === 'reference' ? shape.entity : shape, shape)
    }
    if (distinct.size < 2) return undefined
    const key = [...distinct.keys()]
      .map((item) => this.#number(item))
      .sort((a, b) => a - b)
      .join()
    if (this.#compared.has(key)) return undefined
    this.#compared.add(key)
    const surface: Surface = { objects: new Set(), anything: false }
    const entered = new Set<Entity>()
    for (const shape of distinct.values()) collectSurface(shape, surface, entered)
    return surface
  }

  /** Keeps the names of objects and of everything below them; returns whether one of them would have changed. */
  #keepAll(objects: Iterable<ObjectShape>): boolean {
    let any = false
    const entered = new Set<Entity>()
    const waiting: Shape[] = [...objects]
    for (let shape = waiting.pop(); shape !== undefined; shape = waiting.pop()) {
      if (shape.kind === 'reference') {
        if (entered.has(shape.entity)) continue
        entered.add(shape.entity)
        waiting.push(shape.entity.shape)
      }
      if (shape.kind === 'object') {
        any ||= this.#differs(shape)
        // What is kept already has kept everything below it.
        if (this.#kept.has(shape)) continue
        this.#kept.add(shape)
      }
      eachChild(shape, (child) => waiting.push(child))
    }
    return any
  }

  #number(item: object): number {
    const known = this.#numbers.get(item)
    if (known !== undefined) return known
    this.#numbers.set(item, this.#numbers.size)
    return this.#numbers.size - 1
  }
}

/** Values of one property come from any of the objects that declare it. */
function propertyShapes(objects: ReadonlySet<ObjectShape>): (readonly Shape[])[] {
  const byName = new Map<string, Shape[]>()
  for (const { properties } of objects) {
    for (const { wireName, shape } of properties) {
      const others = byName.get(wireName)
      if (others === undefined) byName.set(wireName, [shape])
      else others.push(shape)
    }
  }
  return [...byName.values()].filter((shapes) => shapes.length > 1)
}

function collectSurface(shape: Shape, surface: Surface, entered: Set<Entity>): void {
  switch (shape.kind) {
    case 'any':
      surface.anything = true
      break
    case 'object':
      surface.objects.add(shape)
      break
    case 'reference':
      if (entered.has(shape.entity)) return
      entered.add(shape.entity)
      collectSurface(shape.entity.shape, surface, entered)
      break
    case 'array':
    case 'all':
    case 'union':
      eachChild(shape, (child) => collectSurface(child, surface, entered))
      break
    default:
  }
}

/** Whether user data can stand where an object with declared properties can. */
function isMixed({ objects, anything }: Surface): boolean {
  const free = [...objects].filter(isFreeForm)
  if (!anything && free.length === 0) return false
  const others = [...objects].filter(({ properties }) => properties.length > 0)
  return anything ? others.length > 0 : others.some((object) => free.some((other) => other !== object))
}

/** Whether an object may hold keys of the user's. */
function isFreeForm({ properties, values }: ObjectShape): boolean {
  return typeof values === 'object' || (properties.length === 0 && values !== 'closed')
}
