/// <reference lib="esnext.disposable" preserve="true" />
/** What callers and extensions of a client see: types only. */
import type { ApiPromise } from './api-promise.ts'
import type { BodyWriter, Operation, ResponseReader } from './operation.ts'

/** Arguments of one call, by TypeScript names. */
export interface CallArguments {
  readonly path?: Readonly<Record<string, unknown>> | undefined
  readonly query?: object | undefined
  readonly body?: unknown
}

/** Value of a header that the API does not declare; `null` takes a default header away. */
export type HeaderValue = string | number | boolean | Date | null | undefined

/** What a single call may set besides its parameters. */
export interface CallSettings {
  /** Aborts the call at any point, waits between attempts included. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for one attempt, headers and body; default 30,000. */
  readonly attemptTimeoutMs?: number | undefined
  /** Milliseconds for the whole call with all attempts and waits; default 120,000. */
  readonly deadlineMs?: number | undefined
  /** Attempts after the first; default 3. */
  readonly maxRetries?: number | undefined
  /** Largest response body in bytes; default 100 MiB. */
  readonly maxResponseBytes?: number | undefined
  /**
   * Idempotency key, for operations that take one; default a new UUID per call. A call whose outcome is unknown can
   * be sent again with the key of its error.
   */
  readonly idempotencyKey?: string | undefined
}

/** Declared parameters that a call takes in its options. */
export interface CallParameters {
  readonly query?: object
  readonly headers?: object
  readonly cookies?: object
}

/** Names are free where nothing is declared; declared ones are typed, others may stand beside them. */
type OpenNames<Declared> = Declared | (Declared & Readonly<Record<string, unknown>>)

/** A member of the options: declared parameters, else free ones. */
type Section<Parameters, Key extends string, Free> = Parameters extends {
  readonly [K in Key]: infer Declared
}
  ? Partial<Declared> extends Declared
    ? { readonly [K in Key]?: OpenNames<Declared> | undefined }
    : { readonly [K in Key]: OpenNames<Declared> }
  : { readonly [K in Key]?: Free | undefined }

/** Last argument of every operation: settings of this call, and the parameters that are not positional. */
export type CallOptions<Parameters extends CallParameters = Record<never, never>> = CallSettings &
  Section<Parameters, 'query', Readonly<Record<string, unknown>>> &
  Section<Parameters, 'headers', Readonly<Record<string, HeaderValue>>> &
  Section<Parameters, 'cookies', never>

/** Call options of any operation. */
export interface AnyCallOptions extends CallSettings {
  readonly query?: object | undefined
  readonly headers?: object | undefined
  readonly cookies?: object | undefined
}

/** What a successful call was answered with. */
export interface ResponseInfo {
  readonly status: number
  readonly headers: Headers
  /** Without user name, password and query. */
  readonly url: string
}

/** One attempt of a call. */
export interface Attempt {
  /** Milliseconds after the call's start at which it began. */
  readonly startedMs: number
  /** Status of the answer, if there was one. */
  readonly status?: number
  /** What went wrong instead of, or after, the answer: an error code such as `ECONNRESET`, or a name. */
  readonly cause?: string
  /** Milliseconds waited after it before the next attempt. */
  readonly delayMs?: number
  readonly requestId?: string | undefined
}

/** Everything about a successful call. */
export interface CallResult<T> {
  readonly data: T
  readonly response: ResponseInfo
  readonly attempts: readonly Attempt[]
  readonly requestId: string | undefined
  /** The idempotency key that was sent, if the operation takes one. */
  readonly idempotencyKey: string | undefined
  readonly elapsedMs: number
}

/** Options of `request`. */
export interface RequestOptions extends Omit<CallOptions, 'cookies'> {
  readonly cookies?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
  /** Writes `body`; default `jsonBody`. */
  readonly write?: BodyWriter | undefined
  /** Reads the answer; default JSON, undefined where there is no content. */
  readonly read?: ResponseReader | undefined
  /** `Accept` header; default `application/json`. */
  readonly accept?: string | undefined
  /** Where `read` is `readStream`: milliseconds to wait for the next bytes; default 60,000. */
  readonly idleTimeoutMs?: number | undefined
}

/** The part of a client that operations need. */
export interface Client {
  /** Runs an operation. Never throws: every error is a rejection. */
  call<T, E = unknown>(operation: Operation, args?: CallArguments, options?: AnyCallOptions): ApiPromise<T, E>
  /** Aborts open calls and refuses further ones. */
  close(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** The request of one attempt: a copy may be changed, signed and sent again. */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: BodyInit | undefined
  readonly signal: AbortSignal
}

/** Facts about the attempt that a middleware or an auth provider belongs to. */
export interface AttemptContext {
  readonly operation: Operation
  /** 1 for the first. */
  readonly attempt: number
  /** URL of the API's root, without a slash at its end. */
  readonly base: string
}

/** Sends a request on. */
export type Next = (request: HttpRequest) => Promise<Response>

/** Stands around each attempt; may change the request, send it several times, or answer itself. */
export type Middleware = (request: HttpRequest, next: Next, context: AttemptContext) => Promise<Response>

/** Adds credentials. Runs inside every attempt, after all middleware, on the request as it will be sent. */
export interface AuthProvider {
  /** Returns the request with credentials; must not change the one it was given. */
  authorize(request: HttpRequest, context: AttemptContext): HttpRequest | Promise<HttpRequest>
  /**
   * Asked once per call, after a 401: returns whether the call is worth sending once more, outside of `maxRetries`.
   * @param request the one that was refused, as all providers have made it
   */
  recover?(response: Response, context: AttemptContext, request: HttpRequest): boolean | Promise<boolean>
}

/** Chooses the provider of a call by the operation's `security`; several are given by the names of schemes. */
export type ProviderChooser = (
  operation: Operation,
  auth: ClientOptions['auth'],
  headers: Readonly<Record<string, string>>,
) => AuthProvider

/** What `onRetry` is told before the wait. */
export interface RetryEvent {
  readonly operation: Operation
  /** The attempt that failed; 1 for the first. */
  readonly attempt: number
  readonly delayMs: number
  /** Status of the answer, if there was one. */
  readonly status?: number
  /** What went wrong instead of, or after, the answer. */
  readonly cause?: string
}

/** Options of every client. */
export interface ClientOptions {
  /** Where the API is, with or without its path prefix; else the API's environment variable, else its default. */
  readonly baseUrl?: string | undefined
  /** One provider for every call, or providers by the names of the document's security schemes. */
  readonly auth?: AuthProvider | Readonly<Record<string, AuthProvider | undefined>> | undefined
  /** Used instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** Sent with every call; by wire name. */
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined
  /** Sent with every call; by wire name. */
  readonly query?: Readonly<Record<string, unknown>> | undefined
  /** Milliseconds for one attempt, headers and body; default 30,000, `Infinity` for none. */
  readonly attemptTimeoutMs?: number | undefined
  /** Milliseconds for a whole call with all attempts and waits; default 120,000, `Infinity` for none. */
  readonly deadlineMs?: number | undefined
  /** Attempts after the first; default 3. */
  readonly maxRetries?: number | undefined
  /** First wait between attempts in milliseconds, doubled each time; default 1,000. */
  readonly retryBaseMs?: number | undefined
  /** Longest wait in milliseconds; default 32,000. */
  readonly retryCapMs?: number | undefined
  /** `none` for servers that do not honour idempotency keys: none is sent, and what relies on one is not sent again. */
  readonly idempotency?: 'none' | undefined
  /** Largest response body in bytes; default 100 MiB. */
  readonly maxResponseBytes?: number | undefined
  /** Of streams and streamed downloads: milliseconds without a byte after which a connection counts as lost; default 60,000. */
  readonly idleTimeoutMs?: number | undefined
  /** Of streams: longest text of one event; default 16 MiB. */
  readonly maxEventBytes?: number | undefined
  /** First in the list is outermost; `logTo` makes one that belongs at the end. */
  readonly middleware?: readonly Middleware[] | undefined
  /**
   * Whether retries to one origin draw on a common budget of 100, into which each success pays back a half; default
   * true. Without it, clients of a server that is down keep it busy.
   */
  readonly retryBudget?: boolean | undefined
  /** Told before each wait. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined
}

/** What the generated code of one API says about it. */
export interface ClientDefaults {
  /** Package name, such as `stepflow-api`; errors and the User-Agent carry it. */
  readonly api: string
  readonly version: string
  readonly baseUrl?: string
  /** Environment variable that names the base URL. */
  readonly baseUrlVariable?: string
  /** Prefix of every path, such as `/api/v1`. */
  readonly pathPrefix?: string
  /** `chooseProviders`, where the API declares security schemes; without it, only a single provider works. */
  readonly security?: ProviderChooser
}

/** The same properties, for whoever fills them in. */
export type Changeable<T> = { -readonly [K in keyof T]: T[K] }
