/** What scenarios ask of a client, whoever made it: types only. */

/**
 * What not every client has, such as a `terminal` event that its API ends streams with; where a client lacks what a
 * scenario needs, the scenario does not apply to it.
 */
export type Feature =
  | 'close'
  | 'deadline'
  | 'headers'
  | 'idempotency'
  | 'list'
  | 'log'
  | 'signal'
  | 'signing'
  | 'stream'
  | 'terminal'
  | 'token'

/** Settings of one client. A subject passes on those that its client has an option for. */
export interface Settings {
  /** Where the server is. */
  readonly baseUrl: string
  /** The credential, sent the way the client's users send it. */
  readonly secret?: string
  /** Gives the credential instead; asked again where it was refused. */
  readonly token?: () => Promise<string>
  /** Milliseconds for one attempt, the body included where the client can. */
  readonly timeoutMs?: number
  /** Milliseconds for the whole call with all attempts and waits. */
  readonly deadlineMs?: number
  /** Milliseconds without a byte after which a stream counts as lost. */
  readonly idleTimeoutMs?: number
  /** Signs every request; see `signatureOf`. */
  readonly signing?: Signing
  /** Takes every line that the client logs at its most talkative level. */
  readonly log?: (line: string) => void
}

/** Who signs, and with what. */
export interface Signing {
  readonly id: string
  /** 64 hexadecimal characters. */
  readonly secret: string
}

/** What a single call may set. */
export interface RequestSettings {
  readonly signal?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
}

/** One event of a stream. */
export interface SubjectEvent {
  readonly data: unknown
  /** Its name, where the client tells it. */
  readonly event?: string | undefined
}

/** How the server of a subject's API writes events. */
export interface EventDialect {
  /** Name of an ordinary event. */
  readonly name: string
  /** Text of the event that ends a stream; `sequence` is the number it would have. */
  last(sequence: number): string
  /** Whether the client tells the names of events. */
  readonly named: boolean
}

/** One page as the server of a subject's API writes it. */
export type PageDialect = (ids: readonly string[], hasMore: boolean) => unknown

/** A client that is connected to one server. Every method rejects or throws where the client fails. */
export interface Session {
  get(path: string, settings?: RequestSettings): Promise<unknown>
  post(path: string, body: unknown, settings?: RequestSettings): Promise<unknown>
  delete(path: string, settings?: RequestSettings): Promise<unknown>
  /** Gets one thing of a collection; `id` fills in the path the way the client's users fill it in. */
  getItem(id: string): Promise<unknown>
  /** Posts with an idempotency key of the client's own making. */
  postOnce?(body: unknown): Promise<unknown>
  /** Reads a collection over all its pages. */
  list?(): AsyncIterable<{ readonly id: string }>
  /** Reads server-sent events. */
  stream?(settings?: RequestSettings): AsyncIterable<SubjectEvent>
  /** Lets go of everything. */
  close?(): void | Promise<void>
}

/** A client under test. */
export interface Subject {
  readonly name: string
  readonly lacks: readonly Feature[]
  readonly events?: EventDialect
  readonly page?: PageDialect
  /** Whether the client's documentation names a class for this error, by which callers can tell it from a bug. */
  isOwnError(error: unknown): boolean
  connect(settings: Settings): Session | Promise<Session>
}
