/// <reference lib="esnext.disposable" preserve="true" />
import type { AnyCallOptions, CallOptions, CallParameters } from '../client-types.ts'
import type { Operation } from '../operation.ts'

/** An operation whose answer is a stream; its `read` is `readEvents` or `readJsonLines`. */
export interface StreamOperation extends Operation {
  /** Reads the text of one event; default JSON. */
  readonly parseData?: ((text: string) => unknown) | undefined
  /** Translates what `parseData` returned. */
  readonly decodeData?: ((data: unknown) => unknown) | undefined
  /** Query parameter, by TypeScript name, that says from where to go on: the last sequence, else the last id. */
  readonly cursor?: string | undefined
  /** Where an event's data holds its sequence: keys on the way, by wire name. */
  readonly sequence?: readonly string[] | undefined
  /** Names of the events after which nothing comes. */
  readonly terminal?: readonly string[] | undefined
}

/** What a stream may set besides the settings of a call. */
export interface StreamSettings {
  /** Milliseconds without a byte, comments included, after which a connection counts as lost; default 60,000. */
  readonly idleTimeoutMs?: number | undefined
  /** Longest text of one event; default 16 MiB. */
  readonly maxEventBytes?: number | undefined
  /** Goes on behind this event: what `lastEventId` of an earlier stream said. */
  readonly lastEventId?: string | undefined
}

/**
 * Last argument of every operation that streams. `attemptTimeoutMs` and `deadlineMs` cover connecting, each time;
 * `maxRetries` counts in a row, until an event comes.
 */
export type StreamOptions<Parameters extends CallParameters = Record<never, never>> =
  CallOptions<Parameters> & StreamSettings

/** Stream options of any operation. */
export interface AnyStreamOptions extends AnyCallOptions, StreamSettings {}

/** One event with what stood around its data. */
export interface StreamMessage<T> {
  readonly data: T
  /** `message` where the server gives no name. */
  readonly event: string
  /** The last id that came with it or before it. */
  readonly id: string | undefined
}

/**
 * The events of an operation, read once. It connects when the first one is asked for, and connects again where the
 * connection is lost and the stream can go on behind the last event; otherwise it throws. `break` ends the request.
 * `E` exists for the type checker only, as in `ApiPromise`.
 */
export interface EventStream<T, E = unknown> extends AsyncIterable<T, void, undefined> {
  /** Never set. */
  readonly '~errors'?: E
  /** Id of the last event that was handed out, if it had one. */
  readonly lastEventId: string | undefined
  /** Gives events with name and id, instead of their data alone. */
  messages(): AsyncIterableIterator<StreamMessage<T>, void, undefined>
  [Symbol.asyncIterator](): AsyncIterableIterator<T, void, undefined>
  /** Ends the request and the iteration. */
  close(): void
  [Symbol.asyncDispose](): Promise<void>
}
