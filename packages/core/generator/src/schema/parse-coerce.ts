import { own } from '../document/plain.ts'
import type { Json, JsonObject } from '../document/types.ts'
import type { ParseContext, Site } from './parse.ts'
import type { Shape } from './shape.ts'

const key = 'x-driftless-coerce'

/** Whether a property holds numbers, or a list of them, that may come as text. */
export function isCoerced(schema: Json, shape: Shape): boolean {
  if (own(schema, key) === true || own(own(schema, 'items'), key) === true) return true
  return shape.kind === 'reference' && isCoerced(shape.entity.schema, shape.entity.shape)
}

/** Fails where the mark would do nothing: beside what is no number, and on what is no property. */
export function checkCoerce(schema: JsonObject, { place, owner }: Site, context: ParseContext): void {
  if (own(schema, key) !== true) return
  const types = [own(schema, 'type')].flat()
  const isNumber = types.includes('integer') || types.includes('number')
  if (!isNumber || own(schema, 'enum') !== undefined || !types.every(isNumberOrNull)) {
    context.fail(
      { parent: place, key },
      'only numbers can come as text; give the schema such a type, or remove it.',
    )
  }
  const above = place?.key === 'items' ? place.parent : place
  if (above?.parent?.key !== 'properties' && owner.schema !== schema) {
    context.fail({ parent: place, key }, 'it has an effect on properties only; move it to one, or remove it.')
  }
}

function isNumberOrNull(type: Json | undefined): boolean {
  return type === 'integer' || type === 'number' || type === 'null'
}
