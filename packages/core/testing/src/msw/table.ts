/** What a generated client says of its API: plain data, and functions that translate names. Types only. */
import type { Definitions, Schema } from './data/schema.ts'

/** How an answer's body is written. */
export type BodyKind = 'json' | 'text' | 'bytes' | 'events' | 'jsonLines'

/** One declared answer. */
export interface AnswerEntry {
  readonly mediaType: string
  readonly kind: BodyKind
  /** Of a stream: of the data of its events; absent where they are text. */
  readonly schema?: Schema
}

/**
 * Declared answers by status (`200`), range (`4XX`) or `default`: the name of a definition where it is
 * `application/json`, null where there is no content.
 */
export type Answers = Readonly<Record<string, AnswerEntry | string | null>>

export interface PageEntry {
  readonly kind: 'offset' | 'page' | 'cursor' | 'before-id'
  /** Query parameters by wire name: which page, and how large. */
  readonly position: string
  readonly limit?: string
  /** Keys on the way to the list, to what is said about it and to the number of all items, by TypeScript names. */
  readonly items: readonly string[]
  readonly meta?: readonly string[]
  readonly total?: readonly string[]
  /** To the next cursor in an answer, or to the id in an item. */
  readonly key?: readonly string[]
}

export interface StreamEntry {
  /** Query parameter by wire name that says behind which event to go on. */
  readonly cursor?: string
  /** Keys on the way to the sequence in an event's data, by wire names. */
  readonly sequence?: readonly string[]
  /** Names of the events after which nothing comes. */
  readonly terminal: readonly string[]
}

export interface OperationEntry {
  readonly id: string
  /** In upper case. */
  readonly method: string
  /** Below the API's root, with TypeScript names in braces. */
  readonly path: string
  readonly successes: Answers
  readonly errors: Answers
  /** Keys on the way to the result in a success, by TypeScript names. */
  readonly result?: readonly string[]
  readonly pages?: PageEntry
  readonly stream?: StreamEntry
  /** Gives a success, or the data of an event, its wire names. */
  readonly encode?: (value: unknown) => unknown
  /** Gives the body of an error its wire names. */
  readonly encodeError?: (body: unknown, status: number) => unknown
}

export interface ApiTable {
  /** Path of the API's root: `/api/v1`, or empty. */
  readonly basePath: string
  readonly $defs: Definitions
  /** By resource and method. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, OperationEntry>>>>
}
