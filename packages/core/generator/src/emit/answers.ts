import { own } from '../document/plain.ts'
import { valueAt } from '../document/refs.ts'
import type { Json, JsonObject } from '../document/types.ts'
import { readerKind } from '../model/media-types.ts'
import type { Located, SpecReader } from '../model/spec-reader.ts'
import type { OperationModel } from '../model/types.ts'
import { jsonSchema, type SchemaUse } from './json-schema.ts'

/** The declared answers of an operation, by status, range or `default`; null where one has no content. */
export interface Answers {
  readonly successes: Readonly<Record<string, Json>>
  readonly errors: Readonly<Record<string, Json>>
}

/** Reads what data for the answers of an operation is made of. */
export function answersOf(operation: OperationModel, reader: SpecReader, use: SchemaUse): Answers {
  const source = valueAt(reader.document.json, operation.pointer)
  const located = { value: (source ?? {}) as JsonObject, pointer: operation.pointer }
  const declared = reader
    .members(located, 'responses')
    .map(([status, response]): [string, Json] => [
      /^[1-5]xx$/i.test(status) ? status.toUpperCase() : status,
      answerOf(response, operation, reader, use),
    ])
  const successes = declared.filter(([status]) => status.startsWith('2'))
  return {
    successes: Object.fromEntries(
      successes.length > 0 ? successes : declared.filter(([status]) => status === 'default'),
    ),
    errors: Object.fromEntries(declared.filter(([status]) => /^[345]|^default$/.test(status))),
  }
}

/** Of several media types, JSON, else the first. */
function answerOf(response: Located, { stream }: OperationModel, reader: SpecReader, use: SchemaUse): Json {
  const content = reader.members(response, 'content')
  const [mediaType, media] = content.find(([type]) => readerKind(type) === 'json') ?? content[0] ?? []
  if (mediaType === undefined || media === undefined) return null
  const kind = readerKind(mediaType)
  const schema = jsonSchema(own(media.value, 'schema') ?? true, use)
  if (kind === 'json') return { mediaType, kind, schema }
  if (kind === 'events' && stream !== undefined) {
    return { mediaType, kind, ...(!stream.isText && { schema }) }
  }
  if (kind === 'jsonLines' && stream !== undefined) return { mediaType, kind, schema }
  return { mediaType, kind: kind === 'text' ? kind : 'bytes' }
}
