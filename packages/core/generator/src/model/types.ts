/**
 * The operation model: everything that an emitter prints, decided once, as plain data.
 * Built from a canonical document by `buildModel`; emitters add no names and follow no `$ref`.
 */
import type { HmacExtension } from '../document/hmac-extension.ts'

/** A remark for the person who generates: what was degraded or left out, and where. */
export interface Notice {
  /** JSON pointer into the document, such as `/paths/~1runs/get`. */
  readonly pointer: string
  readonly message: string
}

/** One TypeScript type as it is written in an operation's signature. */
export interface TypeExpression {
  /** TypeScript source, such as `Run`, `Run[]`, `string`, `Blob | undefined`. */
  readonly text: string
  /** Exported names of `src/types.ts` that `text` mentions. */
  readonly references: readonly string[]
}

/** What a parameter holds: a string, number or boolean; such a one or a list of them; anything. */
export type ParameterContent = 'primitive' | 'primitives' | 'any'

export type ParameterStyle =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'deepObject'
  /** `content: application/json` instead of a style. */
  | 'json'

export interface ParameterModel {
  /** TypeScript name: camelCase, unique within its location. */
  readonly name: string
  readonly wireName: string
  readonly type: TypeExpression
  readonly content: ParameterContent
  readonly required: boolean
  readonly style: ParameterStyle
  readonly explode: boolean
  readonly allowReserved: boolean
  /** Constant of `src/names.ts` with which the property names of an object value are translated, if any differ. */
  readonly names?: string
  readonly description?: string
  readonly deprecated: boolean
}

/** The parameters of one location (query, headers or cookies) as one named interface of `src/types.ts`. */
export interface ParameterGroup {
  /** Name of the interface, such as `ListRunsQuery`. */
  readonly type: string
  /** Whether any member is required. */
  readonly required: boolean
  readonly parameters: readonly ParameterModel[]
}

export type BodyKind = 'json' | 'multipart' | 'form' | 'binary' | 'text'

/** How one property of a multipart or urlencoded body is written; only what differs from the default. */
export interface PropertyEncoding {
  readonly contentType?: string
  readonly style?: ParameterStyle
  readonly explode?: boolean
}

export interface BodyModel {
  readonly kind: BodyKind
  readonly mediaType: string
  readonly type: TypeExpression
  readonly required: boolean
  /** Constant of `src/names.ts` with which property names are translated, if any differ. */
  readonly names?: string
  /** Whether `{}` is sent where the caller gives none. */
  readonly sendEmpty?: boolean
  /** By wire name of the property. */
  readonly encoding: Readonly<Record<string, PropertyEncoding>>
  readonly description?: string
}

export type ReaderKind =
  | 'json'
  /** JSON, or nothing where some success response has no content. */
  | 'optionalJson'
  | 'nothing'
  | 'text'
  | 'blob'
  /** `text/event-stream`, event by event. */
  | 'events'
  /** One JSON text per line. */
  | 'jsonLines'
  /** A stream that is none of these, or one of several media types: the raw bytes as they come. */
  | 'stream'

/** What a success answer becomes; several entries when the media type decides. */
export interface ResultReader {
  /** Media type or range that selects this reader. */
  readonly mediaType: string
  readonly kind: ReaderKind
}

/** How a result is taken out of its envelope. */
export interface UnwrapModel {
  /** TypeScript names on the way; none where the body itself is the result. */
  readonly keys: readonly string[]
  /** Whether null means that there is nothing. */
  readonly notFound: boolean
}

export interface ResultModel {
  readonly type: TypeExpression
  readonly readers: readonly ResultReader[]
  /** `Accept` header: media types in the document's order; empty for operations without content. */
  readonly accept: readonly string[]
  readonly names?: string
  /** Whether a body may hold int64 numbers. */
  readonly int64: boolean
  /** Where the result stands in the decoded body, if it is not all of it. */
  readonly unwrap?: UnwrapModel
  readonly description?: string
}

/** How an operation whose only answer is a stream goes on, and where it ends. */
export interface StreamModel {
  readonly kind: 'events' | 'jsonLines'
  /** Whether the data of an event is text; else it is JSON. */
  readonly isText: boolean
  /** TypeScript name of the query parameter that says behind which event to go on. */
  readonly cursor?: string
  /** Keys on the way to the sequence in an event's data, by wire name. */
  readonly sequence?: readonly string[]
  /** Names of the events after which nothing comes. */
  readonly terminal: readonly string[]
}

export type PaginationKind = 'offset' | 'page' | 'cursor' | 'before-id'

/** How the pages of a list follow each other. */
export interface PaginationModel {
  readonly kind: PaginationKind
  /** TypeScript name of the query parameter that says which page. */
  readonly position: string
  /** And of the one that says how large. */
  readonly limit?: string
  /** Type of one item. */
  readonly item: TypeExpression
  /** Type of what is said about the list. */
  readonly metaType?: TypeExpression
  /** TypeScript names on the way to the list in a decoded answer. */
  readonly items: readonly string[]
  readonly meta?: readonly string[]
  readonly total?: readonly string[]
  /** To the next cursor in an answer, or to the id in an item. */
  readonly key?: readonly string[]
}

export interface ErrorModel {
  /** `404`, `4XX` or `default`. */
  readonly status: string
  readonly type: TypeExpression
  readonly names?: string
  readonly description?: string
}

/** `safe`: may be carried out twice; `keyed`: with an idempotency key; `never`: only if it surely was not carried out. */
export type RetryClass = 'safe' | 'keyed' | 'never'

/** When an operation may be sent again. */
export interface RetryModel {
  readonly retry: RetryClass
  /** Headers that carry its idempotency key, by wire name. */
  readonly keyHeaders?: readonly string[]
}

/** Schemes that must all be satisfied; the empty list allows anonymous calls. */
export type SecurityAlternative = readonly string[]

export interface OperationModel extends RetryModel {
  /** JSON pointer of the operation. */
  readonly pointer: string
  /** The document's operationId, given or derived. */
  readonly operationId: string
  /** Name of the function and id at run time: camelCase, unique in the API. */
  readonly name: string
  /** Key of the resource it belongs to, such as `runs`. */
  readonly resource: string
  /** Name of the method on the resource, unique there. */
  readonly method: string
  readonly httpMethod: string
  /** Path with the document's names: `/runs/{run_id}`. */
  readonly wirePath: string
  /** Path with TypeScript names: `/runs/{runId}`. */
  readonly path: string
  readonly summary?: string
  readonly description?: string
  readonly deprecated: boolean
  readonly pathParameters: readonly ParameterModel[]
  readonly query?: ParameterGroup
  readonly headers?: ParameterGroup
  readonly cookies?: ParameterGroup
  readonly body?: BodyModel
  /** Of a stream: of its events. */
  readonly result: ResultModel
  readonly stream?: StreamModel
  readonly pagination?: PaginationModel
  readonly errors: readonly ErrorModel[]
  /** Name of the interface of `src/types.ts` that maps statuses to error bodies, such as `GetRunErrors`. */
  readonly errorsType?: string
  /** Absent where the document declares no security at all for it. */
  readonly security?: readonly SecurityAlternative[]
}

export interface ResourceModel {
  /** Property on the client class: `runs`. */
  readonly name: string
  /** Class name: `Runs`. */
  readonly className: string
  /** File name without extension: `runs`. */
  readonly fileName: string
  readonly description?: string
  readonly operations: readonly OperationModel[]
}

/** A scheme by which requests are signed; its options are named by the document. */
export interface HmacSchemeModel {
  readonly kind: 'hmac'
  readonly name: string
  /** Constructor option that says who signs. */
  readonly option: string
  readonly secretOption: string
  /** Constructor option that takes the path of the API's root as the server sees it. */
  readonly pathOption: string
  readonly hmac: HmacExtension
  readonly description?: string
}

export type SecuritySchemeModel =
  | HmacSchemeModel
  | { readonly kind: 'bearer'; readonly name: string; readonly option: string; readonly description?: string }
  | { readonly kind: 'basic'; readonly name: string; readonly option: string; readonly description?: string }
  | {
      readonly kind: 'apiKey'
      readonly name: string
      /** Constructor option that takes the key. */
      readonly option: string
      readonly in: 'header' | 'query' | 'cookie'
      readonly parameter: string
      readonly description?: string
    }

/** Text of a generated module and what it exports; the text carries no header and is not formatted. */
export interface ModuleText {
  readonly text: string
  /** Exported types, sorted. */
  readonly types: readonly string[]
  /** Exported values (enum constants, name tables), sorted. */
  readonly values: readonly string[]
}

export interface ApiModel {
  readonly title: string
  readonly version: string
  readonly description?: string
  readonly resources: readonly ResourceModel[]
  readonly securitySchemes: readonly SecuritySchemeModel[]
  /** Alternatives of operations that declare none of their own. */
  readonly security?: readonly SecurityAlternative[] | undefined
  /** `src/types.ts`. */
  readonly types: ModuleText
  /** `src/names.ts`; empty text where nothing is renamed. */
  readonly names: ModuleText
  readonly notices: readonly Notice[]
}
