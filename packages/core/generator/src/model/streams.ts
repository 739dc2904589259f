import { own } from '../document/plain.ts'
import { fromPointer } from '../document/pointer.ts'
import type { RawParameter } from './parameters.ts'
import type { RawResponse } from './responses.ts'
import { type Located, type SpecReader, text } from './spec-reader.ts'
import type { StreamModel } from './types.ts'

/**
 * Reads how an operation streams: undefined where its answer is no stream, or one of several media types.
 *
 * @throws SpecError where `x-driftless-stream` does not fit the operation
 */
export function readStream(
  reader: SpecReader,
  operation: Located,
  parameters: readonly RawParameter[],
  successes: readonly RawResponse[],
): StreamModel | undefined {
  const [content] = successes.flatMap((response) => response.content)
  const kind = content?.kind
  const extension = own(operation.value, 'x-driftless-stream')
  const place = `${operation.pointer}/x-driftless-stream`
  const located = reader.located(extension, place)
  const cursor = text(located.value, 'cursor')
  const sequence = text(located.value, 'sequence')
  const terminal = (own(located.value, 'terminal') ?? []) as readonly string[]
  if (content === undefined || (kind !== 'events' && kind !== 'jsonLines')) {
    if (extension === undefined) return undefined
    reader.fail(place, 'the only content of a success must be text/event-stream or JSON lines; correct it.')
  }
  const parameter = parameters.find(({ location, wireName }) => location === 'query' && wireName === cursor)
  if (cursor !== undefined && parameter === undefined) {
    reader.fail(`${place}/cursor`, `there is no query parameter ${JSON.stringify(cursor)}; declare it.`)
  }
  if (sequence !== undefined && parameter === undefined) {
    reader.fail(`${place}/sequence`, 'a sequence needs a "cursor" that takes it; add it.')
  }
  if (kind === 'jsonLines' && parameter !== undefined && sequence === undefined) {
    reader.fail(`${place}/cursor`, 'JSON lines have no ids that a cursor could take; add a "sequence".')
  }
  if (kind === 'jsonLines' && terminal.length > 0) {
    reader.fail(`${place}/terminal`, 'JSON lines have no event names; remove it.')
  }
  return {
    kind,
    isText: kind === 'events' && content.use === undefined,
    ...(parameter !== undefined && { cursor: parameter.name }),
    ...(sequence !== undefined && { sequence: fromPointer(sequence) }),
    terminal,
  }
}
