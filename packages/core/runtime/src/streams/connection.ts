import { errorOf } from '../errors.ts'
import type { ResponseReader, ResponseSource } from '../operation.ts'
import { discard } from '../readers.ts'
import { eventParser, jsonLineParser, type Parser } from './parsers.ts'

/** An answer whose body is still coming. */
export interface Connection {
  readonly body: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly parser: Parser
  /** Ends the call that it belongs to. */
  readonly release: () => void
}

function connect(
  { response, keepOpen }: ResponseSource,
  mediaType: RegExp,
  parser: () => Parser,
): Connection | undefined {
  // What a server says for good with 204: there is nothing to come.
  if (response.status === 204) return undefined
  const found = response.headers.get('content-type') ?? 'missing'
  if (!mediaType.test(found)) {
    discard(response)
    throw errorOf('ResponseFormat', `the content type is ${found}, not that of a stream`)
  }
  return { body: response.body?.getReader(), parser: parser(), release: keepOpen() }
}

/** Reads server-sent events; for operations that `eventStream` runs. */
export const readEvents: ResponseReader = (source) => connect(source, /^text\/event-stream\b/i, eventParser)

/** Reads JSON lines; for operations that `eventStream` runs. */
export const readJsonLines: ResponseReader = (source) =>
  connect(source, /\b(ndjson|jsonl|json-lines|stream\+json)\b/i, jsonLineParser)

/** The text of one event as an answer: for `parseData` by a reader of answers. */
export function textSource(text: string): ResponseSource {
  return {
    response: new Response(text),
    maxResponseBytes: Number.POSITIVE_INFINITY,
    keepOpen: () => () => {},
  }
}
