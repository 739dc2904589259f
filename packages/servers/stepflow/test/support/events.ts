import type { RunEvent } from '../../src/engine/run-event.ts'
import type { Json } from './calls.ts'
import type { RunningStepflow } from './server.ts'

/** One message of an event stream, as it came over the wire. */
export interface Message {
  readonly id: string
  readonly event: string
  readonly data: Json
}

/** A stream that a test reads. */
export interface OpenStream {
  /** The next message; `undefined` at the end of the stream. */
  next(): Promise<Message | undefined>
  /** All messages up to the first of a type, which is the last. */
  until(type: RunEvent['type']): Promise<Message[]>
  /** All messages up to the end. */
  rest(): Promise<Message[]>
  close(): void
}

/** Opens the event stream of a run; every message is held against the server's document. */
export async function openEvents(
  { url, contract }: Pick<RunningStepflow, 'url' | 'contract'>,
  runId: string,
  query = '',
  headers: Record<string, string> = {},
): Promise<OpenStream> {
  const leaving = new AbortController()
  const response = await fetch(`${url}/runs/${runId}/events${query}`, { headers, signal: leaving.signal })
  if (response.status !== 200 || response.body === null) throw new Error(await response.text())
  const messages = readMessages(response.body)
  const next = async () => {
    const { value } = await messages.next()
    if (value !== undefined) contract.checkComponent('RunEvent', value.data)
    return value ?? undefined
  }
  const collect = async (isLast: (message: Message) => boolean) => {
    const collected: Message[] = []
    for (let message = await next(); message !== undefined; message = await next()) {
      collected.push(message)
      if (isLast(message)) break
    }
    return collected
  }
  return {
    next,
    until: (type) => collect(({ event }) => event === type),
    rest: () => collect(() => false),
    close: () => leaving.abort(),
  }
}

async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<Message, undefined> {
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const message = messageIn(text.slice(0, end))
      text = text.slice(end + 2)
      if (message !== undefined) yield message
    }
  }
  return undefined
}

function messageIn(block: string): Message | undefined {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')]
  if (id === undefined || event === undefined || data === undefined) return undefined
  return { id, event, data: JSON.parse(data) as Json }
}

/** What a message tells, in a line: its type and where it happened. */
export function inBrief({ event, data }: Message): string {
  const place = [data.itemIndex, data.stepId].filter((part) => part !== undefined).join('/')
  const status = data.status ?? (data.attempt === undefined ? undefined : `#${String(data.attempt)}`)
  return [event, place, status].filter((part) => part !== undefined && part !== '').join(' ')
}
