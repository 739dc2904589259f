import { isObject } from '../../document/plain.ts'
import { valueAt } from '../../document/refs.ts'
import type { Json, JsonObject } from '../../document/types.ts'
import type { Difference } from './redocly.ts'

/** One change as the policy knows it. */
export interface Finding {
  readonly code: string
  /** Where an operation meets it, as a pointer that goes through references. */
  readonly route: string
  readonly oldPointer: string | undefined
  readonly newPointer: string | undefined
  /** The ways in which it is used that this is about. */
  readonly ways: number
  readonly old?: string
  readonly new?: string
  readonly names?: string
  /** Sentence of a rule that the policy does not know. */
  readonly message?: string
}

/** A difference with what is known of its surroundings. */
export interface Situation {
  readonly difference: Difference
  /** How the operations that meet it use it, added up. */
  readonly ways: number
  readonly old: JsonObject
  readonly next: JsonObject
}

/** Makes a finding of a difference. */
export function finding(
  { difference, ways }: Situation,
  code: string,
  details: Partial<Omit<Finding, 'code'>> = {},
): Finding {
  const { route, oldPointer, newPointer } = difference
  return { code, route, oldPointer, newPointer, ways, ...details }
}

/** The same, one key further down. */
export function below(pointer: string | undefined, key: string): string | undefined {
  return pointer === undefined ? undefined : `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/**
 * Pointer of the object that a modified key stands in: the pointer to a key names it where it is there, else the object.
 *
 * @param value what the key has on this side
 */
export function objectPointer(pointer: string | undefined, value: Json | undefined): string | undefined {
  return value === undefined ? pointer : pointer?.slice(0, pointer.lastIndexOf('/'))
}

/** The object itself. */
export function objectAround(
  json: JsonObject,
  pointer: string | undefined,
  value: Json | undefined,
): JsonObject | undefined {
  const around = objectPointer(pointer, value)
  const found = around === undefined ? undefined : valueAt(json, around)
  return isObject(found) ? found : undefined
}
