import type { SpecProblem } from '../errors.ts'
import { isArray, isObject, own } from '../plain.ts'
import { toPointer } from '../pointer.ts'
import { followRef } from '../refs.ts'
import { httpMethods } from '../shapes.ts'
import type { Json, JsonObject } from '../types.ts'
import { upgradeBody, upgradeForm, upgradeParameter } from './parameters.ts'
import { upgradeResponse } from './responses.ts'
import { mapObject, omit, textList, upgradeRef } from './schema.ts'

/** What is the same for all operations of a document. */
export interface SwaggerContext {
  readonly json: JsonObject
  readonly problems: SpecProblem[]
}

/** A parameter as it is written, what it stands for, and where. */
interface GivenParameter {
  readonly written: Json
  readonly value: JsonObject
  readonly location: string
  readonly pointer: string
}

/** Turns a path item into its OpenAPI 3 form; bodies and forms that it gives to all operations move into each. */
export function upgradePathItem(item: Json, path: string, context: SwaggerContext): Json {
  if (!isObject(item)) return item
  const pointer = toPointer(['paths', path])
  const shared = readParameters(own(item, 'parameters'), `${pointer}/parameters`, context)
  const upgraded = mapObject(item, (member, key) => {
    if (key === 'parameters' && isArray(member)) return plainParameters(shared, context)
    if (!httpMethods.includes(key) || !isObject(member)) return member
    return upgradeOperation(member, `${pointer}/${key}`, shared, context)
  })
  return isObject(upgraded) && isArray(upgraded.parameters) && upgraded.parameters.length === 0
    ? omit(upgraded, ['parameters'])
    : upgraded
}

function upgradeOperation(
  operation: JsonObject,
  pointer: string,
  shared: readonly GivenParameter[],
  context: SwaggerContext,
): JsonObject {
  const given = readParameters(own(operation, 'parameters'), `${pointer}/parameters`, context)
  const parameters = plainParameters(given, context)
  const inherited = shared.filter((parameter) => !given.some((other) => isSame(parameter, other)))
  const requestBody = upgradeRequest([...inherited, ...given], operation, pointer, context)
  const responses = own(operation, 'responses')
  const produces = textList(operation, 'produces')
  return {
    ...omit(operation, ['consumes', 'produces', 'schemes', 'parameters', 'responses']),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody === undefined ? {} : { requestBody }),
    ...(responses === undefined ? {} : { responses: mapObject(responses, upgradeStatus) }),
  }

  function upgradeStatus(response: Json, status: string): Json {
    if (!isObject(response) || status.startsWith('x-')) return response
    const ref = own(response, '$ref')
    const target = typeof ref === 'string' ? followRef(context.json, ref) : { value: response }
    // A shared response has the media types of the document; an operation with its own needs its own copy.
    if (typeof ref === 'string' && (produces === undefined || 'message' in target))
      return { $ref: upgradeRef(ref) }
    if (!('value' in target) || !isObject(target.value)) return response
    const report = reporter(context, `${pointer}/responses/${status}`)
    return upgradeResponse(target.value, produces ?? textList(context.json, 'produces'), report)
  }
}

function upgradeRequest(
  parameters: readonly GivenParameter[],
  operation: JsonObject,
  pointer: string,
  context: SwaggerContext,
): JsonObject | undefined {
  const consumes = textList(operation, 'consumes') ?? textList(context.json, 'consumes')
  const bodies = parameters.filter(({ location }) => location === 'body')
  const fields = parameters.filter(({ location }) => location === 'formData')
  const [body, second] = bodies
  const extra = second ?? (body === undefined ? undefined : fields[0])
  if (extra !== undefined) {
    const message = 'an operation has one body, either a body parameter or formData parameters; remove one.'
    context.problems.push({ pointer: extra.pointer, message })
  }
  if (body !== undefined) return upgradeBody(body.value, consumes)
  if (fields.length === 0) return undefined
  return upgradeForm(
    fields.map(({ value }) => value),
    consumes,
    reporter(context, pointer),
  )
}

function readParameters(list: Json | undefined, pointer: string, context: SwaggerContext): GivenParameter[] {
  if (!isArray(list)) return []
  return list.map((written, index): GivenParameter => {
    const ref = own(written, '$ref')
    const target = typeof ref === 'string' ? followRef(context.json, ref) : { value: written }
    const value = 'value' in target && isObject(target.value) ? target.value : {}
    return { written, value, location: String(own(value, 'in')), pointer: `${pointer}/${index}` }
  })
}

/** Parameters that stay parameters; references to them stay references. */
function plainParameters(parameters: readonly GivenParameter[], context: SwaggerContext): Json[] {
  return parameters
    .filter(({ location }) => location !== 'body' && location !== 'formData')
    .map(({ written, location, pointer }) => {
      const ref = own(written, '$ref')
      if (typeof ref === 'string') return { $ref: upgradeRef(ref) }
      return isObject(written) ? upgradeParameter(written, location, reporter(context, pointer)) : written
    })
}

function isSame(left: GivenParameter, right: GivenParameter): boolean {
  if (left.location !== right.location) return false
  return left.location === 'body' || own(left.value, 'name') === own(right.value, 'name')
}

/** Notes a loss once per place. */
export function reporter(context: SwaggerContext, pointer: string): (message: string) => void {
  return (message) => {
    const known = context.problems.some(
      (problem) => problem.pointer === pointer && problem.message === message,
    )
    if (!known) context.problems.push({ pointer, message })
  }
}
