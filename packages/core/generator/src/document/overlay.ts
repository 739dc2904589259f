import { JSONPathEnvironment, type JSONPathNode } from 'json-p3'
import { canonicalize } from './canonicalize.ts'
import { SpecError, type SpecProblem } from './errors.ts'
import { maxDepth } from './limits.ts'
import { loadText } from './load.ts'
import { type OverlayAction, readOverlay } from './overlay-shape.ts'
import { describe, isArray, isObject, own } from './plain.ts'
import type { Json, JsonObject } from './types.ts'

type Mutable = Record<string, Json> | Json[]

/** RFC 9535 without extensions; the library's own limit of 50 levels is lower than some documents are deep. */
const jsonPath = new JSONPathEnvironment({ strict: true, maxRecursionDepth: maxDepth })

/**
 * Applies an overlay (OpenAPI Overlay 1.0, YAML or JSON) to a document. Actions run in order, each on the result of
 * the one before:
 *
 * | action | on an object | on an array | on any other value |
 * |---|---|---|---|
 * | `update` | merged into it at all levels: objects merge, arrays are appended to, other values replace | appended: an array's items, or one item | error |
 * | `remove: true` | taken out of its parent | taken out of its parent | taken out of its parent |
 *
 * Stricter than the specification in one point: a target that matches nothing is an error, so that an action which
 * outlived its reason is noticed.
 *
 * @throws SpecError about the overlay's file, with the number of the action, from 0.
 */
export function applyOverlay(
  json: JsonObject,
  overlay: { readonly text: string; readonly file: string },
): JsonObject {
  const parsed = loadText(overlay.text, overlay.file)
  const { actions, problems } = readOverlay(parsed.json)
  if (problems.length > 0) throw located(problems)
  const changed = structuredClone(json) as Json
  for (const [index, action] of actions.entries()) {
    const problem = applyAction(changed, action, index)
    if (problem !== undefined) throw located([problem])
  }
  return canonicalize(changed, overlay.file).json

  function located(found: readonly SpecProblem[]): SpecError {
    return new SpecError(
      overlay.file,
      found.map((problem) => ({ ...problem, line: parsed.lineOf(problem.pointer ?? '') })),
    )
  }
}

function applyAction(json: Json, action: OverlayAction, index: number): SpecProblem | undefined {
  const { target, update } = action
  const place = `action ${index} (target ${JSON.stringify(target)})`
  const pointer = `/actions/${index}/target`
  let nodes: readonly JSONPathNode[]
  try {
    nodes = jsonPath.query(target, json as never).nodes
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      pointer,
      message: `the target of ${place} is no valid JSONPath (RFC 9535): ${reason}; fix its target.`,
    }
  }
  if (nodes.length === 0) {
    return {
      pointer,
      message: `${place} matches nothing in the document; delete this action or fix its target.`,
    }
  }
  if (action.remove) {
    if (nodes.some(({ location }) => location.length === 0)) {
      return { pointer, message: `${place} would remove the whole document; fix its target.` }
    }
    removeNodes(json, nodes)
    return undefined
  }
  for (const node of nodes) {
    const message = updateNode(node.value as Json, update as Json)
    if (message !== undefined) return { pointer, message: `${place} ${message}` }
  }
  return undefined
}

/** Merges or appends in place; what keeps it from doing so comes back as the rest of a sentence. */
function updateNode(value: Json, update: Json): string | undefined {
  if (isArray(value)) {
    append(value, update)
    return undefined
  }
  if (!isObject(value))
    return `selects ${describe(value)}, which cannot be updated; target the object that holds it.`
  if (!isObject(update))
    return `selects an object, but its update is ${describe(update)}; make the update an object.`
  merge(value, update)
  return undefined
}

function append(value: readonly Json[], update: Json): void {
  const items = value as Json[]
  for (const item of isArray(update) ? update : [update]) items.push(structuredClone(item))
}

function merge(value: JsonObject, update: JsonObject): void {
  const members = value as Record<string, Json>
  for (const [key, change] of Object.entries(update)) {
    const current = own(value, key)
    if (isObject(current) && isObject(change)) merge(current, change)
    else if (isArray(current) && isArray(change)) append(current, change)
    else members[key] = structuredClone(change)
  }
}

/** Last first, so that the indices of array items before a removed one stay true. */
function removeNodes(json: Json, nodes: readonly JSONPathNode[]): void {
  const locations = nodes.map(({ location }) => location).sort(compareLocations)
  let previous: string | undefined
  for (const location of locations.reverse()) {
    const text = JSON.stringify(location)
    if (text === previous) continue
    previous = text
    const parent = parentOf(json, location)
    const key = location.at(-1)
    if (isArray(parent)) (parent as Json[]).splice(Number(key), 1)
    else if (isObject(parent)) delete (parent as Record<string, Json>)[String(key)]
  }
}

function parentOf(json: Json, location: readonly (string | number)[]): Mutable | undefined {
  let value: Json | undefined = json
  for (const key of location.slice(0, -1)) value = own(value, key)
  return typeof value === 'object' && value !== null ? (value as Mutable) : undefined
}

function compareLocations(left: readonly (string | number)[], right: readonly (string | number)[]): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [a, b] = [left[index], right[index]]
    if (a === b) continue
    if (typeof a === 'number' && typeof b === 'number') return a - b
    return String(a) < String(b) ? -1 : 1
  }
  return left.length - right.length
}
