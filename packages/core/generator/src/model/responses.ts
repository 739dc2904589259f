import { own } from '../document/plain.ts'
import type { SchemaUse } from '../schema/schema-set.ts'
import { readerKind } from './media-types.ts'
import { componentName, type Located, type SpecReader, text } from './spec-reader.ts'
import type { ReaderKind } from './types.ts'
import { typeName } from './words.ts'

/** One media type of an answer. */
export interface RawContent {
  readonly mediaType: string
  readonly kind: Exclude<ReaderKind, 'optionalJson' | 'nothing'>
  /** For JSON only, and for streams of it. */
  readonly use: SchemaUse | undefined
}

/** What an operation answers with one status. */
export interface RawResponse {
  /** `200`, `4XX` or `default`. */
  readonly status: string
  readonly description: string | undefined
  /** Empty where the answer has no content. */
  readonly content: readonly RawContent[]
}

export interface RawResponses {
  readonly successes: readonly RawResponse[]
  readonly errors: readonly RawResponse[]
}

/**
 * Reads the answers of an operation. A success is a 2xx status or `2XX`; `default` is one only where there is no
 * other, and an error in any case, as are all others but 1xx.
 *
 * @param operationType name of the operation in the form of a type, for the names of its schemas
 */
export function readResponses(reader: SpecReader, operation: Located, operationType: string): RawResponses {
  const declared = reader.members(operation, 'responses').map(([name, response]) => {
    const status = /^[1-5]xx$/i.test(name) ? name.toUpperCase() : name
    return { status, response, mediaTypes: reader.members(response, 'content').length }
  })
  const isSuccess = (status: string): boolean => status.startsWith('2')
  const hasSuccess = declared.some(({ status }) => isSuccess(status))
  const inQuestion = declared.filter(({ status }) => (hasSuccess ? isSuccess(status) : status === 'default'))
  const several = inQuestion.length > 1
  // Where the answer's content type decides, nobody knows beforehand that a stream will come.
  const mayStream = inQuestion.reduce((sum, { mediaTypes }) => sum + mediaTypes, 0) === 1
  const read = declared.map((each) => {
    const { status, response } = each
    const shared = componentName(response.pointer)
    const isResult = inQuestion.includes(each) && !several
    const fallback = isResult ? 'Response' : `${statusName(status)}Response`
    const wanted = shared === undefined ? operationType + fallback : typeName(shared)
    return {
      status,
      description: text(response.value, 'description'),
      content: readContent(reader, response, wanted, mayStream && inQuestion.includes(each)),
    }
  })
  const successes = read.filter(({ status }) => isSuccess(status))
  const fallback = read.filter(({ status }) => status === 'default')
  return {
    successes: successes.length > 0 ? successes : fallback,
    errors: read.filter(({ status }) => /^(?:[345]|default$)/.test(status)),
  }
}

function statusName(status: string): string {
  return status === 'default' ? 'Default' : status
}

function readContent(
  reader: SpecReader,
  response: Located,
  wanted: string,
  mayStream: boolean,
): RawContent[] {
  return reader.members(response, 'content').map(([mediaType, media]) => {
    const declared = readerKind(mediaType)
    const isStream = declared === 'events' || declared === 'jsonLines'
    const kind = isStream && !mayStream ? 'stream' : declared
    const schema = own(media.value, 'schema') ?? true
    const use = { schema, pointer: `${media.pointer}/schema`, wanted }
    const isUsed = kind === 'json' || kind === 'jsonLines' || (kind === 'events' && isData(reader, use))
    return { mediaType, kind, use: isUsed ? use : undefined }
  })
}

/** Whether events are JSON: their schema says more than that they are text, or anything. */
function isData(reader: SpecReader, { schema, pointer }: SchemaUse): boolean {
  const { value } = reader.located(schema, pointer)
  return Object.keys(value).length > 0 && own(value, 'type') !== 'string'
}
