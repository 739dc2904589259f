import type {
  OperationModel,
  ReaderKind,
  ResultModel,
  ResultReader,
  SecurityAlternative,
  StreamModel,
} from '../model/types.ts'
import type { Scope } from './scope.ts'
import { runtime, streams } from './signature.ts'
import { literal } from './text.ts'

/** What is said once for the whole API. */
export interface DescriptorOptions {
  readonly int64: 'error' | 'bigint'
  /** Security of the whole API, which operations need not repeat. */
  readonly security?: readonly SecurityAlternative[] | undefined
}

/** Prints the reader of an operation's answer; nothing for plain JSON. */
export function reader(
  { result }: OperationModel,
  scope: Scope,
  options: DescriptorOptions,
): string | undefined {
  const { readers } = result
  const print = ({ kind }: ResultReader) => readerOf(kind, result.int64, scope, options)
  const [only] = readers
  if (only === undefined) return scope.value(runtime, 'readNothing')
  if (readers.length === 1) return only.kind === 'json' && !result.int64 ? undefined : print(only)
  const table = readers.map((entry) => `[${literal(entry.mediaType)}, ${print(entry)}]`).join(', ')
  return `(response) => ${scope.value(runtime, 'readByContentType')}([${table}])(response)`
}

/** Members that say how events are read, where that differs from plain JSON, and how the stream goes on and ends. */
export function streamMembers(
  { isText, cursor, sequence, terminal }: StreamModel,
  { int64 }: ResultModel,
  scope: Scope,
  options: DescriptorOptions,
): [name: string, value: string | undefined][] {
  const list = (texts: readonly string[]) => `[${texts.map(literal).join(', ')}]`
  const exact = int64
    ? `(text) => ${exactReader(scope, options)}(${scope.value(streams, 'textSource')}(text))`
    : undefined
  return [
    ['parseData', isText ? 'String' : exact],
    ['cursor', cursor === undefined ? undefined : literal(cursor)],
    ['sequence', sequence && list(sequence)],
    ['terminal', terminal.length === 0 ? undefined : list(terminal)],
  ]
}

const readerNames: Readonly<Record<ReaderKind, string>> = {
  json: 'readJson',
  optionalJson: 'readOptionalJson',
  nothing: 'readNothing',
  text: 'readText',
  blob: 'readBlob',
  stream: 'readStream',
  events: 'readEvents',
  jsonLines: 'readJsonLines',
}

function exactReader(scope: Scope, { int64 }: DescriptorOptions): string {
  return scope.value(runtime, int64 === 'bigint' ? 'readJsonWithBigint' : 'readExactJson')
}

function readerOf(kind: ReaderKind, int64: boolean, scope: Scope, options: DescriptorOptions): string {
  if (kind === 'events' || kind === 'jsonLines') return scope.value(streams, readerNames[kind])
  if (!int64 || (kind !== 'json' && kind !== 'optionalJson')) return scope.value(runtime, readerNames[kind])
  const exact = exactReader(scope, options)
  if (kind === 'json') return exact
  const nothing = scope.value(runtime, 'readNothing')
  return `(source) => (source.response.status === 204 ? ${nothing}(source) : ${exact}(source))`
}

/** What is not plain JSON asks for its own media types. */
export function accept(mediaTypes: readonly string[]): string | undefined {
  const text = mediaTypes.join(', ')
  return text === '' || text === 'application/json' ? undefined : literal(text)
}
