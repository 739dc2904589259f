import type { SpecProblem } from './errors.ts'
import { describe, isArray, isObject, own } from './plain.ts'
import type { Json, JsonObject } from './types.ts'

/** One change of an overlay. */
export interface OverlayAction {
  /** JSONPath (RFC 9535) of what is changed. */
  readonly target: string
  /** Merged into objects, appended to arrays; `undefined` where the action removes. */
  readonly update: Json | undefined
  readonly remove: boolean
}

export interface OverlayShape {
  readonly actions: readonly OverlayAction[]
  readonly problems: readonly SpecProblem[]
}

const rootFields = ['overlay', 'info', 'extends', 'actions']
const infoFields = ['title', 'version']
const actionFields = ['target', 'description', 'update', 'remove']

/**
 * Reads an overlay (OpenAPI Overlay 1.0) and says what is wrong with its form. `extends` may name the document that
 * the overlay was written for; it is never followed, because the overlay's folder already says which one that is.
 */
export function readOverlay(json: JsonObject): OverlayShape {
  const problems: SpecProblem[] = []
  const version = own(json, 'overlay')
  if (typeof version !== 'string' || !/^1\.0\.\d+$/.test(version)) {
    const message = `"overlay" must be a version 1.0.x of OpenAPI Overlay such as "1.0.0", not ${describe(version)}.`
    problems.push({ pointer: version === undefined ? '' : '/overlay', message })
  }
  problems.push(...unknownFields(json, rootFields, ''), ...infoProblems(own(json, 'info')))
  const target = own(json, 'extends')
  if (target !== undefined && typeof target !== 'string') {
    problems.push({ pointer: '/extends', message: `extends must be a text, not ${describe(target)}.` })
  }
  const list = own(json, 'actions')
  if (!isArray(list) || list.length === 0) {
    const message = 'actions must be an array of at least one action; add one, or delete the overlay.'
    problems.push({ pointer: list === undefined ? '' : '/actions', message })
    return { actions: [], problems }
  }
  const actions = list.flatMap((item, index) => readAction(item, `/actions/${index}`, problems))
  return { actions, problems: [...problems, ...repeatedActions(list)] }
}

function readAction(item: Json, pointer: string, problems: SpecProblem[]): OverlayAction[] {
  if (!isObject(item)) {
    problems.push({ pointer, message: `an action must be an object, not ${describe(item)}.` })
    return []
  }
  const found = unknownFields(item, actionFields, pointer)
  const target = own(item, 'target')
  if (typeof target !== 'string') {
    const message = 'an action needs a target, a JSONPath such as $.paths; add it.'
    found.push({ pointer: target === undefined ? pointer : `${pointer}/target`, message })
  }
  const description = own(item, 'description')
  if (description !== undefined && typeof description !== 'string') {
    found.push({
      pointer: `${pointer}/description`,
      message: `description must be a text, not ${describe(description)}.`,
    })
  }
  const remove = own(item, 'remove') ?? false
  if (typeof remove !== 'boolean') {
    found.push({
      pointer: `${pointer}/remove`,
      message: `remove must be true or false, not ${describe(remove)}.`,
    })
  }
  const update = own(item, 'update')
  if (update === undefined && remove === false) {
    found.push({
      pointer,
      message: 'the action neither updates nor removes anything; add one of the two, or delete it.',
    })
  }
  problems.push(...found)
  if (found.length > 0 || typeof target !== 'string') return []
  return [{ target, update: remove === true ? undefined : update, remove: remove === true }]
}

function infoProblems(info: Json | undefined): SpecProblem[] {
  if (!isObject(info)) {
    const message = 'info must be an object with the title and version of the overlay; add it.'
    return [{ pointer: info === undefined ? '' : '/info', message }]
  }
  const problems = unknownFields(info, infoFields, '/info')
  for (const field of infoFields) {
    const value = own(info, field)
    if (typeof value === 'string') continue
    const message = `${field} must be a text, not ${value === undefined ? 'absent' : describe(value)}; put it in quotes.`
    problems.push({ pointer: value === undefined ? '/info' : `/info/${field}`, message })
  }
  return problems
}

function unknownFields(node: JsonObject, known: readonly string[], pointer: string): SpecProblem[] {
  return Object.keys(node)
    .filter((key) => !key.startsWith('x-') && !known.includes(key))
    .map((key) => ({
      pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      message: `${JSON.stringify(key)} is no field of OpenAPI Overlay 1.0; use ${known.join(', ')}.`,
    }))
}

function repeatedActions(list: readonly Json[]): SpecProblem[] {
  const seen = new Map<string, number>()
  return list.flatMap((item, index): SpecProblem[] => {
    const text = JSON.stringify(item)
    const first = seen.get(text)
    if (first === undefined) seen.set(text, index)
    return first === undefined
      ? []
      : [
          {
            pointer: `/actions/${index}`,
            message: `the action repeats action ${first}; delete one of the two.`,
          },
        ]
  })
}
