import type { Bump } from '../../../src/diff/types.ts'
import type { Json, JsonObject } from '../../../src/document/types.ts'
import { baseDocument, type Version } from './base.ts'

/** Keys of a place with spaces between them, and what stands there from now on; nothing takes it away. */
export type Edit = readonly [place: string, value?: Json]

/** One change of the base document, and how far the version of its client must move. */
export interface Row {
  readonly change: string
  readonly bump: Bump
  readonly edits: readonly Edit[]
  /** What the document is like before the change, where it is not the base. */
  readonly given?: readonly Edit[]
  /** The version of OpenAPI that the change is written in; default: one and the other by turns. */
  readonly version?: Version
  /** What the verdict must say. */
  readonly says?: RegExp
}

export function row(bump: Bump, change: string, edits: readonly Edit[], more: Partial<Row> = {}): Row {
  return { change, bump, edits, ...more }
}

/** Both documents of a row. */
export function pairOf(row: Row, version: Version): readonly [old: JsonObject, next: JsonObject] {
  const old = edited(baseDocument(version), row.given ?? [])
  return [old, edited(old, row.edits)]
}

/** A document with some things changed. */
export function edited(document: JsonObject, edits: readonly Edit[]): JsonObject {
  return edits.reduce(
    (done, [place, value]) => replaced(done, place.split(' '), value) as JsonObject,
    document,
  )
}

function replaced(
  at: Json | undefined,
  [key = '', ...others]: readonly string[],
  value: Json | undefined,
): Json {
  const isList = Array.isArray(at)
  const known = at as Readonly<Record<string, Json>> | undefined
  if (known === undefined) throw new Error(`The base document has nothing at ${key}.`)
  const changed = others.length === 0 ? value : replaced(known[key], others, value)
  if (isList) {
    const items: Json[] = [...(at as readonly Json[])]
    items.splice(Number(key), 1, ...(changed === undefined ? [] : [changed]))
    return items
  }
  const { [key]: _, ...rest } = known
  return changed === undefined ? rest : { ...rest, [key]: changed }
}
