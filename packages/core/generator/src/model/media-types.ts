import type { BodyKind, ReaderKind } from './types.ts'

/** `application/json; charset=utf-8` is `application/json`. */
function essence(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/** JSON by name or by suffix; the range of everything counts as JSON, since schemas describe little else. */
export function isJson(mediaType: string): boolean {
  const type = essence(mediaType)
  return type === '*/*' || /^(?:application|text)\/(?:json|\*)$/.test(type) || type.endsWith('+json')
}

const streamTypes: ReadonlyMap<string, 'events' | 'jsonLines' | 'stream'> = new Map([
  ['text/event-stream', 'events'],
  ['application/x-ndjson', 'jsonLines'],
  ['application/ndjson', 'jsonLines'],
  ['application/jsonl', 'jsonLines'],
  ['application/x-jsonl', 'jsonLines'],
  ['application/json-lines', 'jsonLines'],
  ['application/stream+json', 'jsonLines'],
  ['application/json-seq', 'stream'],
])

const textTypes = new Set([
  'application/xml',
  'application/yaml',
  'application/x-yaml',
  'application/javascript',
  'application/graphql',
  'application/x-www-form-urlencoded',
])

function isText(mediaType: string): boolean {
  const type = essence(mediaType)
  return type.startsWith('text/') || type.endsWith('+xml') || type.endsWith('+yaml') || textTypes.has(type)
}

/** How a request body of a media type is written. */
export function bodyKind(mediaType: string): BodyKind {
  const type = essence(mediaType)
  if (isJson(type)) return 'json'
  if (type.startsWith('multipart/')) return 'multipart'
  if (type === 'application/x-www-form-urlencoded') return 'form'
  return isText(type) ? 'text' : 'binary'
}

/** How an answer of a media type is read. */
export function readerKind(mediaType: string): Exclude<ReaderKind, 'optionalJson' | 'nothing'> {
  const type = essence(mediaType)
  const stream = streamTypes.get(type)
  if (stream !== undefined) return stream
  if (isJson(type)) return 'json'
  return isText(type) ? 'text' : 'blob'
}

/** The order in which request media types are preferred: JSON, forms, bytes, text, anything else. */
export function bodyRank(mediaType: string): number {
  const type = essence(mediaType)
  const exact = ['application/json', 'multipart/form-data', 'application/x-www-form-urlencoded']
  const kind = bodyKind(type)
  if (kind === 'json') return type === exact[0] ? 0 : 1
  if (kind === 'multipart') return type === exact[1] ? 2 : 3
  if (kind === 'form') return 4
  if (type === 'application/octet-stream') return 5
  if (type.startsWith('text/')) return type === 'text/plain' ? 6 : 7
  return 8
}
