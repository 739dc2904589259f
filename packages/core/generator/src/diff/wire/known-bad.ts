import { isObject } from '../../document/plain.ts'
import { toPointer } from '../../document/pointer.ts'
import type { JsonObject } from '../../document/types.ts'
import { ProjectError } from '../../project/errors.ts'
import type { Difference } from './redocly.ts'

/**
 * Breaks that every comparison is given beside its own: where a rule does not see its break, it is off, and nothing
 * that the comparison says can be trusted. It costs no process of its own, and no run can go without it.
 */
const path = '/.driftless/known-bad'
const pointer = toPointer(['paths', path])

const content = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } })

const before: JsonObject = {
  requestBody: {
    content: content({ properties: { kind: { enum: ['a', 'b'], type: 'string' } }, type: 'object' }),
  },
  responses: {
    200: { content: content({ properties: { id: { type: 'string' } }, type: 'object' }), description: '' },
  },
}

const after: JsonObject = {
  parameters: [{ in: 'query', name: 'page', required: true, schema: { type: 'integer' } }],
  requestBody: {
    content: content({ properties: { kind: { enum: ['a'], type: 'string' } }, type: 'object' }),
  },
  responses: { 200: { content: content({ properties: {}, type: 'object' }), description: '' } },
}

const expected = ['parameter-became-required', 'enum-values-removed', 'property-removed']

/** Adds the known breaks to a pair of documents. */
export function withKnownBreaks(old: JsonObject, next: JsonObject): readonly [JsonObject, JsonObject] {
  return [withOperation(old, before), withOperation(next, after)]
}

function withOperation(document: JsonObject, operation: JsonObject): JsonObject {
  const paths = isObject(document.paths) ? document.paths : {}
  return { ...document, paths: { ...paths, [path]: { post: operation } } }
}

/**
 * Takes the known breaks out of what was found.
 *
 * @throws ProjectError where one of them was not found
 */
export function withoutKnownBreaks(differences: readonly Difference[]): Difference[] {
  const known = differences.filter(({ route }) => route.startsWith(pointer))
  const found = new Set(known.flatMap(({ verdicts }) => verdicts.map(({ rule }) => rule)))
  const missing = expected.filter((rule) => !found.has(rule))
  if (missing.length > 0) {
    throw new ProjectError(
      `redocly diff did not see breaks that are there: its rules ${missing.join(', ')} are off or have other names. ` +
        'Nothing it says can be trusted; install the version of @redocly/cli that @driftless/generator names.',
    )
  }
  return differences.filter(({ route }) => !route.startsWith(pointer))
}
