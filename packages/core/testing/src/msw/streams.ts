import { jsonText, type Making, made } from './answer.ts'
import { accepts } from './data/accepts.ts'
import { type Definitions, flatten, type Schema } from './data/schema.ts'
import { at, join, nest } from './keys.ts'
import type { StreamEntry } from './table.ts'

/** How many events a stream has that is made, without the last one. */
const streamLength = 3

/** The property by which the events of a stream are told apart, and its values. */
interface Tags {
  readonly property: string
  readonly values: readonly string[]
}

interface StreamEvent {
  readonly name: string | undefined
  readonly data: unknown
}

/** A stream that goes on behind the event that was asked for, and ends with an event that says so. */
export function streamOf(stream: StreamEntry, given: unknown, making: Making): Response {
  const { declared, query, request } = making
  const events = eventsOf(stream, given, making)
  const asked = query.get(stream.cursor ?? '') ?? request.headers.get('last-event-id')
  const seen = Math.max(0, Number(asked) || 0)
  const parts = events.map((event, index) => written(event, index + 1, declared.kind)).slice(seen)
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift()
      if (part === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(part))
    },
  })
  // Without it, an end that comes too early could not be told from any other.
  const headers = { 'content-type': declared.mediaType, 'transfer-encoding': 'chunked' }
  return new Response(body, { status: making.status, headers })
}

function eventsOf(stream: StreamEntry, given: unknown, making: Making): StreamEvent[] {
  const { declared, definitions, encode, random } = making
  const { sequence, terminal } = stream
  const tags = declared.schema === undefined ? undefined : tagsOf(declared.schema, definitions)
  const make = (partial: unknown, index: number): StreamEvent => {
    const numbered = sequence === undefined ? partial : join(nest(sequence, index + 1), partial ?? {})
    const data = made(numbered, { ...making, random: random.child(index) })
    const tag = tags && at(data, [tags.property])
    return { data, name: typeof tag === 'string' ? tag : undefined }
  }
  const ordinary = tags?.values.filter((value) => !terminal.includes(value)) ?? []
  const chosen = (index: number) => {
    const tag = ordinary[index % Math.max(ordinary.length, 1)]
    return tags === undefined || tag === undefined ? undefined : { [tags.property]: tag }
  }
  const length = Math.max(streamLength, Math.min(ordinary.length, 8))
  const partials = Array.isArray(given)
    ? given.map(encode)
    : Array.from({ length }, (_, index) => chosen(index))
  const events = partials.map(make)
  const [last] = terminal
  const isEnded = events.some(({ name }) => name !== undefined && terminal.includes(name))
  if (last === undefined || isEnded) return events
  const isTag = tags?.values.includes(last) ?? false
  const end = make(isTag && tags ? { [tags.property]: last } : undefined, events.length)
  return [...events, { ...end, name: last }]
}

/** A union's members are told apart by a property that is one text in each of them. */
function tagsOf(schema: Schema, definitions: Definitions): Tags | undefined {
  const flat = flatten(schema, definitions)
  const members = flat.unions.flatMap((union) => union.members)
  const [first] = members
  if (first === undefined) return undefined
  const constants = (member: Schema, property: string) => {
    const declared = flatten(member, definitions).properties[property]
    return declared === undefined ? [] : (flatten(declared, definitions).values ?? [])
  }
  for (const property of Object.keys(flatten(first, definitions).properties)) {
    const found = members.map((member) => constants(member, property))
    if (found.every((values) => values.length === 1 && typeof values[0] === 'string')) {
      const values = found.flat().map(String)
      return {
        property,
        values: values.filter((value) =>
          accepts(schema, { [property]: value }, definitions, { isPartial: true }),
        ),
      }
    }
  }
  return undefined
}

function written({ name, data }: StreamEvent, id: number, kind: string): string {
  if (kind === 'jsonLines') return `${jsonText(data)}\n`
  const text = typeof data === 'string' ? data : jsonText(data)
  const lines = text.split('\n').map((line) => `data: ${line}\n`)
  return `id: ${id}\n${name === undefined ? '' : `event: ${name}\n`}${lines.join('')}\n`
}
