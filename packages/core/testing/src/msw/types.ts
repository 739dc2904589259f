/** What callers of a client's handlers see: types only. */
import type { HttpHandler } from 'msw/http'
import type { FaultRecipe } from '../faults.ts'
import type { answerMark } from './respond-with.ts'

/** What is given of a value; the rest is made. */
export type Given<T> = unknown extends T
  ? T
  : T extends bigint
    ? bigint | number
    : T extends Blob | ReadableStream
      ? Blob | Uint8Array<ArrayBuffer> | string
      : T extends readonly (infer Item)[]
        ? readonly Given<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]?: Given<T[Key]> | undefined }
          : T

/** An answer with a status; made by `respondWith`. */
export interface StatusAnswer<Status extends number = number, Body = unknown> {
  readonly [answerMark]: {
    readonly status: Status
    readonly body: Body
    readonly headers: Readonly<Record<string, string>>
  }
}

/** The declared errors of an operation: `{ 404: ErrorResponse; '5XX': …; default: … }`. */
type ErrorAnswers<Errors> = {
  [Key in keyof Errors]: StatusAnswer<Key extends number ? Key : number, Given<Errors[Key]> | undefined>
}[keyof Errors]

/** A request as resolvers see it. */
export interface AnsweredRequest<Parameters extends string = never> {
  readonly request: Request
  /** Path parameters by TypeScript name, decoded. */
  readonly params: Readonly<Record<Parameters, string>>
  /** Query parameters by wire name. */
  readonly query: URLSearchParams
}

/**
 * What a handler answers: what is given of the result, in TypeScript names, and made for the rest; an answer with a
 * status; or a whole response in wire names. Nothing is a result that is made wholly.
 */
export type Answer<Result, Errors = never, Success extends number = number> =
  | Given<Result>
  | StatusAnswer<Success, Given<Result> | undefined>
  | ErrorAnswers<Errors>
  | Response
  | undefined

export type Resolver<Result, Errors, Parameters extends string, Success extends number> = (
  request: AnsweredRequest<Parameters>,
) => Answer<Result, Errors, Success> | Promise<Answer<Result, Errors, Success>>

/** Where an API is, and what decides its data. */
export interface HandlersOptions {
  /** Root of the API with its path, as clients take it; default: the API's own path on any origin. */
  readonly baseUrl?: string | undefined
  /** The same seed gives the same data; default 1. */
  readonly seed?: number | undefined
}

export interface HandlerOptions extends HandlersOptions {
  /** What goes wrong before the answer is given. */
  readonly fault?: FaultRecipe | undefined
  /** Whether it answers one request only, and leaves the others to the handlers behind it. */
  readonly once?: boolean | undefined
}

/** Makes the handler of one operation. */
export type OperationHandler<
  Result,
  Errors = never,
  Parameters extends string = never,
  Success extends number = number,
> = (
  answer?: Answer<Result, Errors, Success> | FaultRecipe | Resolver<Result, Errors, Parameters, Success>,
  options?: HandlerOptions,
) => HttpHandler

/** Makes the handler of an operation with pages: what is given is the whole list, of which requests get their pages. */
export type PagesHandler<
  Item,
  Errors = never,
  Parameters extends string = never,
  Success extends number = number,
> = OperationHandler<Item[], Errors, Parameters, Success>

/** Makes the handler of an operation that streams: what is given are the events; one that ends the stream is added. */
export type StreamHandler<
  Event,
  Errors = never,
  Parameters extends string = never,
  Success extends number = number,
> = OperationHandler<Event[], Errors, Parameters, Success>

/** Makes handlers of all operations. */
export type AllHandlers = (options?: HandlersOptions) => HttpHandler[]
