/**
 * What generated code and the runtime say to each other: types only.
 * An operation is one plain constant; whatever it needs beyond the defaults it brings along as functions,
 * so that a bundle holds only what its operations use.
 */
import type { AnyCallOptions, CallArguments, ClientOptions } from './client-types.ts'
import type { CallError } from './errors.ts'

/** One operation of an API: the constant of a generated function. */
export interface Operation {
  /** camelCase name, unique in the API, such as `createRun`. */
  readonly id: string
  /** HTTP method in upper case. */
  readonly method: string
  /** Path below the base URL, with TypeScript names: `/runs/{runId}`. */
  readonly path: string
  /** Fills in path parameters: `expandPath`, where the path has any. Without it, the path is sent as it is. */
  readonly expand?: PathExpander | undefined
  /** Writers of all path parameters, where one of them is more than a primitive in style `simple`. */
  readonly pathStyles?: Readonly<Record<string, PathWriter>>
  /** Writes query, headers and cookies: `writeParameters`, where the operation declares any. */
  readonly parameters?: ParameterWriter | undefined
  /** Query parameters whose wire name or style differs; by TypeScript name. */
  readonly query?: Readonly<Record<string, string | QueryParameter>>
  /** Every declared header parameter; by TypeScript name. */
  readonly headers?: Readonly<Record<string, string | HeaderParameter>>
  /** Every declared cookie parameter; by TypeScript name. */
  readonly cookies?: Readonly<Record<string, string | CookieParameter>>
  /** Writes the request body. */
  readonly body?: BodyWriter | undefined
  /** Reads the body of a success; default `readJson`. */
  readonly read?: ResponseReader | undefined
  /** `Accept` header; default `application/json`, none if empty. */
  readonly accept?: string | undefined
  /** Translates what `read` returned. */
  readonly decode?: (body: unknown) => unknown
  /** Translates the parsed body of an error. */
  readonly decodeError?: (body: unknown, status: number) => unknown
  /** Statuses that are success too, after an attempt that may have been carried out: 404 and 410 of a DELETE without content. */
  readonly done?: readonly number[]
  /**
   * Alternatives, each a list of scheme names needed together, where they differ from those of the API; an empty one
   * allows anonymous calls.
   */
  readonly security?: readonly SecurityRequirement[]
  /** Gives its requests an idempotency key: `idempotencyKey`, where headers for one are declared. */
  readonly keyed?: KeyWriter | undefined
  /** Headers that carry the idempotency key; names in lower case. */
  readonly keyHeaders?: readonly string[] | undefined
  /** When it may be sent again; default by method: `safe` for GET, HEAD, OPTIONS, PUT and DELETE, else `never`. */
  readonly retry?: RetrySafety
}

/** Names of security schemes that are needed together. */
export type SecurityRequirement = readonly string[]

/** `safe`: may be carried out twice. `never`: sent again only if it surely was not carried out. `keyed`: safe with an idempotency key. */
export type RetrySafety = 'safe' | 'keyed' | 'never'

/**
 * Writes what a client and a call give beyond path and body: returns the query as encoded `name=value` pieces.
 * @param setHeader takes headers by wire name; null takes one away
 */
export type ParameterWriter = (
  operation: Operation,
  client: ClientOptions,
  args: CallArguments,
  options: AnyCallOptions,
  setHeader: (name: string, value: unknown) => void,
) => string[]

/** Chooses the idempotency key of one call and sets its headers; returns nothing where the call goes without. */
export type KeyWriter = (
  operation: Operation,
  client: ClientOptions,
  options: AnyCallOptions,
  headers: Record<string, string>,
) => string | undefined

/** Makes the path of one call from its template and the values of its parameters. */
export type PathExpander = (operation: Operation, values: CallArguments['path']) => string

/** Writes one path parameter, encoded: `(name, value) => '.3,4'`. */
export type PathWriter = (name: string, value: unknown) => string

/** Writes one query parameter as encoded `name=value` pieces. */
export type QueryWriter = (name: string, value: unknown) => string[]

/** Writes the value of one header. */
export type HeaderWriter = (name: string, value: unknown) => string

/** Writes one cookie parameter as encoded `name=value` pairs. */
export type CookieWriter = (name: string, value: unknown) => string[]

export interface QueryParameter {
  readonly name: string
  readonly write: QueryWriter
}

export interface HeaderParameter {
  readonly name: string
  readonly write: HeaderWriter
}

export interface CookieParameter {
  readonly name: string
  readonly write: CookieWriter
}

/** A written request body. */
export interface RequestBody {
  readonly body: BodyInit
  /** `Content-Type` header; without it the platform decides. */
  readonly contentType?: string
}

export type BodyWriter = (value: unknown) => RequestBody

/** How one property of a multipart or urlencoded body is written, where it differs from the default. */
export interface PropertyEncoding {
  readonly contentType?: string
  readonly style?: 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
  readonly explode?: boolean
}

/** The answer as a reader sees it; `readChunks` and `bodyText` read it within its limit. */
export interface ResponseSource {
  readonly response: Response
  /** Largest body in bytes. */
  readonly maxResponseBytes: number
  /** Of a body that is read later: milliseconds to wait for its next bytes; default 60,000. */
  readonly idleTimeoutMs?: number
  /** Says on an error of a body that is read later which call it belongs to. */
  readonly ownError?: (error: CallError) => CallError
  /** Keeps the call abortable after the reader returned, for a body that is read later; returns what ends that. */
  keepOpen(): () => void
}

/** Reads the body of a success. */
export type ResponseReader = (response: ResponseSource) => unknown

/** A property by its wire name, where its TypeScript name is the same but for `X` instead of `_x`; else by both. */
export type Field = string | readonly [wireName: string, name: string]

/** The table by which property names of one schema are translated; generated, compiled on first use. */
export interface Names {
  /** Properties whose two names differ. */
  readonly fields?: readonly Field[]
  /** Tables of property values, by wire name; arrays and null are walked through. */
  readonly children?: Readonly<Record<string, () => Names>>
  /** Table of the values of undeclared properties: a map. */
  readonly values?: () => Names
  /** Tables of the items of a tuple, by position. */
  readonly items?: readonly ((() => Names) | undefined)[]
  /** A discriminated union. */
  readonly variants?: Variants
  /** Tables that hold together with this one (`allOf`). */
  readonly all?: () => readonly Names[]
  /** Wire names that `fromWire` drops: `writeOnly` properties. */
  readonly omit?: readonly string[]
  /** What `fromWire` turns values into, by wire name: `toBigint`. */
  readonly convert?: Readonly<Record<string, (value: unknown) => unknown>>
}

/** The variants of a discriminated union. */
export interface Variants {
  /** The property that decides. */
  readonly property: Field
  /** The table per value. */
  readonly mapping: Readonly<Record<string, () => Names>>
  /** The runtime's `chooseVariant`. */
  readonly choose: VariantChooser
}

/** Finds the table of an object's variant. */
export type VariantChooser = (
  variants: Variants,
  value: Readonly<Record<string, unknown>>,
  isSent: boolean,
) => Names | undefined
