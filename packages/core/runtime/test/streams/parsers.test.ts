import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventParser, jsonLineParser, type Piece } from '../../src/streams/parsers.ts'

/** What streams are made of, and what looks like it. */
const fragment = fc.oneof(
  fc.constantFrom(
    ...['data', 'event', 'id', 'retry', ':', ': ', ' ', '\n', '\r', '\r\n', '\n\n', '\r\n\r\n'],
    ...['data: x\n', 'data:{"a":1}\n\n', 'id: 7\n', 'event: tick\n', 'retry: 12\n', 'retry: 1x\n'],
    ...[': beat\n', 'id: \0\n', 'id\n', 'Data: y\n', '\u2028', 'é', '😀', '\0'],
  ),
  fc.string({ maxLength: 4 }),
)
const chunks = fc.array(fragment, { maxLength: 40 }).chain((parts) => {
  const text = parts.join('')
  return fc
    .array(fc.nat(text.length), { maxLength: 10 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), text.length])
    .map((cuts) => cuts.slice(1).map((end, index) => text.slice(cuts[index], end)))
})

/** What both parsers can say: events with the ids that stand inside them, retries, and ids alone. */
function expected(parts: readonly string[]): Pick<EventSourceMessage, 'data' | 'event'>[] {
  const found: { data: string; event: string | undefined }[] = []
  const parser = createParser({ onEvent: ({ data, event }) => found.push({ data, event }) })
  for (const part of parts) parser.feed(part)
  return found
}

function idsAndRetries(parts: readonly string[]): unknown[] {
  const found: unknown[] = []
  const parser = createParser({
    onId: (id) => found.push(id),
    onRetry: (retryMs) => found.push(retryMs),
  })
  for (const part of parts) parser.feed(part)
  return found
}

const piecesOf = (parts: readonly string[]): Piece[] => {
  const parser = eventParser()
  // The decoder takes the byte order mark away before.
  return parts.flatMap((part) => parser.take(part))
}

test('events are those that another implementation finds, however the text is cut', () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      const pieces = piecesOf(parts)
      const events = pieces
        .filter(({ data }) => data !== undefined)
        .map(({ data = '', event }) => ({ data, event: event || undefined }))
      expect(events).toEqual(expected(parts))
    }),
    { numRuns: 2_000 },
  )
})

test('so are ids and retries; an id holds for what follows', () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      let last: string | undefined
      const changes = piecesOf(parts).flatMap(({ id, retryMs }): unknown[] => {
        if (retryMs !== undefined) return [retryMs]
        if (id === last) return []
        last = id
        return [id]
      })
      let known: unknown
      const reference = idsAndRetries(parts).filter((each) => {
        if (typeof each === 'number') return true
        if (each === known) return false
        known = each
        return true
      })
      expect(changes).toEqual(reference)
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['', true],
  ['data: 1\n\n', true],
  ['data: 1\n\n: comment without end', true],
  ['data: 1\n\n: comment\nretry: 1\nid: 3\n', true],
  ['data: 1\n\nda', false],
  ['data: 1\n\ndata\n', false],
  ['data: 1\r\n\r', true],
  ['event: a\n', false],
  ['data: 1', false],
])('the end of %j cuts nothing off: %s', (text, whole) => {
  const parser = eventParser()
  parser.take(text)
  expect(parser.finish() !== undefined).toBe(whole)
})

test('what waits is the unfinished line and the data before it', () => {
  const parser = eventParser()
  parser.take('data: 12345\n')
  expect(parser.pending()).toBe(5)
  parser.take(`: ${'x'.repeat(10)}`)
  expect(parser.pending()).toBe(17)
  parser.take('\n\n')
  expect(parser.pending()).toBe(0)
})

test('a line that comes in many chunks is put together once', () => {
  const parser = eventParser()
  for (let index = 0; index < 20_000; index++) parser.take(index === 0 ? 'data: ' : 'x'.repeat(100))
  const [piece] = parser.take('\n\n')
  expect(piece?.data).toHaveLength(19_999 * 100)
})

test('JSON lines are split at LF and CRLF, and blank ones left out', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.constantFrom('\n', '\r\n', '\n \n'),
      fc.nat(9),
      (values, end, cut) => {
        const text = values.map((value) => JSON.stringify(value) + end).join('')
        const parser = jsonLineParser()
        const pieces: Piece[] = []
        for (let index = 0; index <= text.length; index += cut + 1) {
          pieces.push(...parser.take(text.slice(index, index + cut + 1)))
        }
        pieces.push(...(parser.finish() ?? []))
        expect(pieces.map(({ data = '' }) => JSON.parse(data))).toEqual(JSON.parse(JSON.stringify(values)))
      },
    ),
  )
})

test('a last line without an end counts if it is whole', () => {
  const parser = jsonLineParser()
  parser.take('{"a":1}')
  expect(parser.finish()).toEqual([{ data: '{"a":1}' }])
  parser.take(',')
  expect(parser.finish()).toBeUndefined()
})
