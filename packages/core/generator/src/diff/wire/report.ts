import { isArray, isObject, own } from '../../document/plain.ts'
import type { Json, JsonObject } from '../../document/types.ts'
import { ProjectError } from '../../project/errors.ts'
import type { Difference, RuleVerdict } from './redocly.ts'

/** The only form of report that is known here. */
const reportVersion = '1'

/** Reads a JSON report of `redocly diff`. @throws ProjectError where it is of another form */
export function parseReport(text: string): Difference[] {
  let report: unknown
  try {
    report = JSON.parse(text)
  } catch {
    throw unknownForm('it is no JSON')
  }
  const version = own(report, 'reportVersion')
  if (version !== reportVersion) throw unknownForm(`reportVersion is ${JSON.stringify(version)}`)
  const changes = own(report, 'changes')
  if (!isArray(changes)) throw unknownForm('it has no list of changes')
  return changes.map((change, index) => readDifference(change, `change ${index + 1}`))
}

function readDifference(change: Json, where: string): Difference {
  if (!isObject(change)) throw unknownForm(`${where} is no object`)
  const kind = text(change, 'kind', where)
  if (kind !== 'added' && kind !== 'removed' && kind !== 'modified')
    throw unknownForm(`${where} is of the kind ${JSON.stringify(kind)}`)
  const verdicts = change.verdicts
  if (!isArray(verdicts)) throw unknownForm(`${where} has no verdicts`)
  const property = own(change, 'property')
  return {
    kind,
    type: text(change, 'typeName', where),
    property: typeof property === 'string' ? property : undefined,
    route: pointerIn(text(change, 'path', where)),
    oldPointer: side(change, 'base'),
    newPointer: side(change, 'revision'),
    oldValue: own(own(change, 'base'), 'value'),
    newValue: own(own(change, 'revision'), 'value'),
    verdicts: verdicts.map((verdict): RuleVerdict => {
      if (!isObject(verdict)) throw unknownForm(`a verdict of ${where} is no object`)
      return { rule: text(verdict, 'ruleId', where), message: text(verdict, 'message', where) }
    }),
  }
}

function side(change: JsonObject, name: 'base' | 'revision'): string | undefined {
  const pointer = own(own(change, name), 'pointer')
  return typeof pointer === 'string' ? pointerIn(pointer) : undefined
}

function pointerIn(fragment: string): string {
  const pointer = fragment.replace(/^#/, '')
  return pointer === '/' ? '' : decodeURIComponent(pointer)
}

function text(object: JsonObject, key: string, where: string): string {
  const value = own(object, key)
  if (typeof value !== 'string') throw unknownForm(`${where} has no ${key}`)
  return value
}

function unknownForm(reason: string): ProjectError {
  return new ProjectError(
    `The report of redocly diff is not of the form that is known here: ${reason}. Install the version of @redocly/cli that @driftless/generator names.`,
  )
}
