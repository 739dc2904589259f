/**
 * What two releases of a client have to say about each other: plain data, between the comparisons
 * (`wire/`, `surface/`), the reports and the changesets.
 */
import type { JsonObject } from '../document/types.ts'

/** How much a version number must move, from nothing to everything. */
export type Bump = 'none' | 'patch' | 'minor' | 'major'

/** Where something stands; lines count from 1. */
export interface SourcePosition {
  /** Path relative to the repository, or the file as the caller named it. */
  readonly file: string
  readonly line: number
}

/** Names under which users know one operation. */
export interface ReleasedOperation {
  /** The document's operationId, given or derived. */
  readonly id: string
  /** Name of the function form. */
  readonly name: string
  readonly resource: string
  readonly method: string
  readonly httpMethod: string
  /** Path as the document writes it. */
  readonly path: string
  /** JSON pointer of the operation. */
  readonly pointer: string
}

/** A text of a client's configuration, and where it stands. */
export interface Setting {
  readonly value: string
  readonly position: SourcePosition
}

/** Where the calls of a client go. */
export interface Connection {
  /** Used where neither an option nor the environment names one. */
  readonly baseUrl?: Setting
  /** Variable of the environment that names the base URL. */
  readonly baseUrlVariable?: Setting
  /** Stands before the path of every operation. */
  readonly pathPrefix?: Setting
}

/** What users of one release of a client see; kept in `schemas/<api>/released/`. */
export interface Release {
  readonly api: string
  /** npm name of the client package. */
  readonly package: string
  /** npm version; of an unreleased state the one that stands in package.json. */
  readonly version: string
  /** Name of the client class. */
  readonly client: string
  /** The document after its overlay. */
  readonly document: JsonObject
  /** Where the document stands, for positions in reports. */
  readonly documentFile: string
  /** The document as text, as positions count its lines. */
  readonly documentText: string
  readonly operations: readonly ReleasedOperation[]
  readonly connection: Connection
  /** SHA-256 of what of the client runs, without types and comments. */
  readonly code: string
  /** Text of every declaration file by path below the package's sources, such as `operations/runs.d.ts`. */
  readonly declarations: ReadonlyMap<string, string>
  /** Folder of the declarations, for positions in reports. */
  readonly declarationsFolder: string
  /**
   * Where the declarations are made from `.ts` files that stand in that folder: by declaration file, the line of the
   * source for each of its lines. Positions in reports are then those of the sources.
   */
  readonly sourceLines?: ReadonlyMap<string, readonly number[]>
  /** A program that calls every operation with every option. */
  readonly usage: string
}

/** One thing that changed for users. */
export interface Change {
  readonly bump: Exclude<Bump, 'none'>
  /** Whether it is about what is sent and received, or about what compiles. */
  readonly side: 'wire' | 'surface'
  /** Stable name of the rule, such as `response-property-nullable`. */
  readonly code: string
  /** What it is about, as users call it: `tasks.claim`, `type Task`, `TaskStatus`. */
  readonly subject: string
  /** A sentence for users, without its subject in front: "the response's `assigneeId` may now be null". */
  readonly message: string
  /** The operations that it touches, as users call them: all of those that share the subject. */
  readonly operations?: readonly string[]
  readonly old?: SourcePosition
  readonly new?: SourcePosition
  /** Why the break is accepted; it then counts as `minor`. */
  readonly accepted?: string
  /** Of a break that is not accepted: the line that accepts it, up to the reason. */
  readonly accept?: string
}

/** A break that the owners of the API decided to make without a major version. */
export interface AcceptedBreak {
  readonly api: string
  /** Code, subject and sentence of the change: "response-property-removed type Task: `legacyId` is gone in responses". */
  readonly what: string
  readonly reason: string
  readonly position: SourcePosition
}

/** All that changed between two releases of one API. */
export interface Verdict {
  readonly api: string
  readonly package: string
  /** Versions of the two sides. */
  readonly from: string
  readonly to: string
  /** The larger one of `wire` and `surface`. */
  readonly bump: Bump
  readonly wire: Bump
  readonly surface: Bump
  readonly changes: readonly Change[]
  /** Accepted breaks that match nothing any more: each is an error. */
  readonly stale: readonly AcceptedBreak[]
}
