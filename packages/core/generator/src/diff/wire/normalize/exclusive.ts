import { isArray, isObject, own } from '../../../document/plain.ts'
import { followRef } from '../../../document/refs.ts'
import type { Json, JsonObject } from '../../../document/types.ts'

/** How far properties are looked into: what tells alternatives apart stands near their top. */
const maxDepth = 4

/** Whether no value fits two of these schemas at once, as far as their types, values and properties show. */
export function excludeEachOther(schemas: readonly Json[], json: JsonObject): boolean {
  return schemas.every((one, index) =>
    schemas.slice(index + 1).every((other) => exclude(one, other, json, 0)),
  )
}

function exclude(one: Json, other: Json, json: JsonObject, depth: number): boolean {
  const [first, second] = [resolved(one, json), resolved(other, json)]
  if (first === undefined || second === undefined || depth > maxDepth) return false
  const [types, otherTypes] = [typesOf(first), typesOf(second)]
  if (types !== undefined && otherTypes !== undefined && !types.some((type) => fits(type, otherTypes)))
    return true
  const [values, otherValues] = [first.enum, second.enum]
  if (isArray(values) && isArray(otherValues)) return !values.some((value) => otherValues.includes(value))
  if (!isObjectOnly(types) || !isObjectOnly(otherTypes)) return false
  // Only what both must have tells them apart.
  return namesIn(first.required).some((name) => {
    if (!namesIn(second.required).includes(name)) return false
    const [property, otherProperty] = [
      own(own(first, 'properties'), name),
      own(own(second, 'properties'), name),
    ]
    return (
      property !== undefined &&
      otherProperty !== undefined &&
      exclude(property, otherProperty, json, depth + 1)
    )
  })
}

function resolved(schema: Json, json: JsonObject): JsonObject | undefined {
  const ref = own(schema, '$ref')
  const target = typeof ref === 'string' ? followRef(json, ref) : { value: schema }
  return 'message' in target || !isObject(target.value) ? undefined : target.value
}

function typesOf({ type }: JsonObject): readonly Json[] | undefined {
  if (type === undefined) return undefined
  return isArray(type) ? type : [type]
}

function fits(type: Json, types: readonly Json[]): boolean {
  const isNumber = (each: Json) => each === 'integer' || each === 'number'
  return types.includes(type) || (isNumber(type) && types.some(isNumber))
}

function isObjectOnly(types: readonly Json[] | undefined): boolean {
  return types?.length === 1 && types[0] === 'object'
}

function namesIn(required: Json | undefined): readonly string[] {
  return isArray(required) ? required.map(String) : []
}
