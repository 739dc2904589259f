import { isObject, own } from '../document/plain.ts'
import { toPointer } from '../document/pointer.ts'
import type { SchemaUse } from '../schema/schema-set.ts'
import { bodyKind, bodyRank } from './media-types.ts'
import { componentName, type Located, type SpecReader, text } from './spec-reader.ts'
import type { BodyKind, ParameterStyle, PropertyEncoding } from './types.ts'
import { typeName } from './words.ts'

/** A request body in one media type. */
export interface RawBody {
  readonly kind: BodyKind
  readonly mediaType: string
  /** Behind the names of function and method: empty for the preferred media type. */
  readonly suffix: '' | 'AsMultipart' | 'AsForm' | 'AsBinary' | 'AsText'
  readonly required: boolean
  readonly description: string | undefined
  readonly encoding: Readonly<Record<string, PropertyEncoding>>
  /** Absent for bodies of bytes and text, whose type no schema decides. */
  readonly use: SchemaUse | undefined
}

const suffixes = {
  json: '',
  multipart: 'AsMultipart',
  form: 'AsForm',
  binary: 'AsBinary',
  text: 'AsText',
} as const

/**
 * Reads the request body of an operation in every form that gets a function of its own: the preferred media type
 * first, of each other kind one more. Further media types of a kind get a notice.
 */
export function readBodies(reader: SpecReader, operation: Located, operationType: string): RawBody[] {
  if (own(operation.value, 'requestBody') === undefined) return []
  const pointer = `${operation.pointer}/requestBody`
  if (/\/(?:get|head)$/.test(operation.pointer)) {
    reader.notice(pointer, 'the body is left out: fetch sends none with GET and HEAD.')
    return []
  }
  const body = reader.located(operation.value.requestBody, pointer)
  const content = reader
    .members(body, 'content')
    .sort(([a], [b]) => bodyRank(a) - bodyRank(b) || (a < b ? -1 : 1))
  const kinds = new Set<BodyKind>()
  const bodies: RawBody[] = []
  for (const [mediaType, media] of content) {
    const kind = bodyKind(mediaType)
    if (kinds.has(kind)) {
      reader.notice(
        media.pointer,
        `"${mediaType}" is left out: another media type is written in the same way.`,
      )
      continue
    }
    kinds.add(kind)
    const suffix = bodies.length === 0 ? '' : suffixes[kind]
    bodies.push({
      kind,
      mediaType: kind === 'json' && mediaType.includes('*') ? 'application/json' : mediaType,
      suffix,
      required: own(body.value, 'required') === true,
      description: text(body.value, 'description'),
      encoding: readEncoding(reader, media),
      use: bodyUse(media, body, kind, operationType + suffix),
    })
  }
  return bodies
}

function bodyUse(
  media: Located,
  body: Located,
  kind: BodyKind,
  operationType: string,
): SchemaUse | undefined {
  if (kind === 'binary' || kind === 'text') return undefined
  const shared = componentName(body.pointer)
  const wanted = `${shared === undefined ? operationType : typeName(shared)}Body`
  return { schema: own(media.value, 'schema') ?? true, pointer: `${media.pointer}/schema`, wanted }
}

const formStyles: readonly ParameterStyle[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject']

function readEncoding(reader: SpecReader, media: Located): Record<string, PropertyEncoding> {
  const encoding: Record<string, PropertyEncoding> = {}
  const declared = own(media.value, 'encoding')
  if (!isObject(declared)) return encoding
  for (const property of Object.keys(declared)) {
    const { value, pointer } = reader.located(
      declared[property],
      media.pointer + toPointer(['encoding', property]),
    )
    if (property === '__proto__')
      reader.fail(pointer, 'a property named "__proto__" cannot be sent safely; rename it.')
    const contentType = text(value, 'contentType')
    const style = formStyles.find((each) => each === own(value, 'style'))
    const explode = own(value, 'explode')
    encoding[property] = {
      ...(contentType !== undefined && { contentType }),
      ...(style !== undefined && { style }),
      ...(typeof explode === 'boolean' && { explode }),
    }
  }
  return encoding
}
