import type { ServerResponse } from 'node:http'
import type { CallArguments, ClientOptions } from '../../src/index.ts'
import {
  type AnyStreamOptions,
  type EventStream,
  eventStream,
  readEvents,
  readJsonLines,
  type StreamOperation,
} from '../../src/streams/index.ts'
import { type Answer, clientFor, type TestServer } from '../support/server.ts'

/** Server-sent events without anything that tells where to go on. */
export const watch: StreamOperation = {
  id: 'watch',
  method: 'GET',
  path: '/events',
  accept: 'text/event-stream',
  read: readEvents,
}

/** Server-sent events with a sequence, a cursor and an end. */
export const follow: StreamOperation = {
  ...watch,
  id: 'follow',
  cursor: 'since',
  sequence: ['sequence'],
  terminal: ['finished'],
}

export const listLines: StreamOperation = {
  id: 'listLines',
  method: 'GET',
  path: '/lines',
  accept: 'application/x-ndjson',
  read: readJsonLines,
}

export interface Numbered {
  readonly sequence: number
}

/** Text of a numbered event. */
export function numbered(sequence: number, event = 'step'): string {
  return `id: ${sequence}\nevent: ${event}\ndata: {"sequence":${sequence}}\n\n`
}

const headers = { 'content-type': 'text/event-stream; charset=utf-8' }

/** Answers with chunks, each sent by itself, and ends as it should. */
export function events(...chunks: (string | Uint8Array)[]): Answer {
  return stream(chunks, (response) => response.end())
}

/** Answers with chunks, and then loses the connection. */
export function eventsThenCut(...chunks: (string | Uint8Array)[]): Answer {
  return stream(chunks, (response) => response.destroy())
}

/** Answers with chunks, and then says nothing more. */
export function eventsThenSilence(...chunks: (string | Uint8Array)[]): Answer {
  return stream(chunks, () => {})
}

export function lines(...chunks: string[]): Answer {
  return stream(chunks, (response) => response.end(), { 'content-type': 'application/x-ndjson' })
}

export function linesThenCut(...chunks: string[]): Answer {
  return stream(chunks, (response) => response.destroy(), { 'content-type': 'application/jsonl' })
}

function stream(
  chunks: readonly (string | Uint8Array)[],
  end: (response: ServerResponse) => void,
  head: Record<string, string> = headers,
): Answer {
  return async (_request, response) => {
    response.writeHead(200, head)
    response.flushHeaders()
    for (const chunk of chunks) {
      await new Promise((resolve) => response.write(chunk, resolve))
      // A turn of the loop in between makes a chunk of its own likely; nothing depends on it.
      await new Promise(setImmediate)
    }
    end(response)
  }
}

export interface StreamInput {
  readonly operation?: StreamOperation
  readonly client?: Partial<ClientOptions>
  readonly args?: CallArguments
  readonly options?: AnyStreamOptions
}

/** Opens a stream with short waits. */
export function open<T = Numbered>(
  server: Pick<TestServer, 'url'>,
  { operation = follow, client, args, options }: StreamInput = {},
): EventStream<T> {
  return eventStream<T>(clientFor(server, client), operation, args, options)
}

/** All data of a stream, and what it was ended by; `onItem` is told of each. */
export async function collect<T>(
  stream: AsyncIterable<T>,
  onItem?: (item: T) => void,
): Promise<{ readonly items: T[]; readonly error: unknown }> {
  const items: T[] = []
  try {
    for await (const item of stream) {
      items.push(item)
      onItem?.(item)
    }
    return { items, error: undefined }
  } catch (error) {
    return { items, error }
  }
}
