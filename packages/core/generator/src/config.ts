/** How one API is fetched and named: the default export of `schemas/<api>/api.config.ts`. */
export interface ApiConfig {
  /** Folder below `schemas/` and name on the command line, such as `stepflow`. */
  readonly name: string
  /** npm name of the client package; its folder below `packages/clients/` has the same name, without the scope. */
  readonly package: string
  /** Name of the client class, such as `StepflowApi`. */
  readonly client: string
  /** Name of the base class of every error that the client throws; default: from `client`. */
  readonly error?: string
  /** Where its document comes from: a server that is started here, or one that runs elsewhere. */
  readonly server?: ServerConfig
  /** Base URL used when neither an option nor the environment names one. */
  readonly baseUrl?: string
  /** Environment variable that names the base URL, such as `STEPFLOW_URL`. */
  readonly baseUrlVariable?: string
  /** Path prefix of every operation, such as `/api/v1`; a base URL may hold it or not. */
  readonly pathPrefix?: string
  /** Resource names by tag, where the tag itself is not the name. */
  readonly resources?: Readonly<Record<string, string>>
  /** Names by operationId, where the rule gives an awkward one. */
  readonly methods?: Readonly<Record<string, MethodConfig>>
  /** TypeScript names of properties by type and wire name, where another name says more. */
  readonly properties?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Constructor options by the names of the security schemes whose credentials they take, where those are awkward. */
  readonly auth?: Readonly<Record<string, string>>
  /** Whether the client can validate answers: it gets an entry `validate` with the schemas of all of them. */
  readonly validate?: boolean
  /** What a 64-bit integer becomes: an error where precision would be lost (default), or `bigint`. */
  readonly int64?: 'error' | 'bigint'
}

export type ServerConfig = StartedServer | RemoteServer

/** A server that is started from the repository, on a free port. */
export interface StartedServer {
  /** Arguments of `node`, relative to the repository; `--port 0` is appended. */
  readonly command: readonly string[]
  /** Path of the OpenAPI document, JSON or YAML. */
  readonly specPath: string
  /** Path that answers 200 once the server is up. */
  readonly healthPath: string
  /** Environment of the server beside ours; an empty text hides what ours says. */
  readonly env?: Readonly<Record<string, string>>
  /** Headers sent when the document is fetched. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A server that runs somewhere, and is asked where it is. */
export interface RemoteServer {
  /** URL of the OpenAPI document, JSON or YAML. */
  readonly url: string
  /** Headers sent when the document is fetched; `${NAME}` stands for a variable of the environment. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface MethodConfig {
  readonly resource?: string
  readonly method?: string
  /** Name of the function form. */
  readonly name?: string
}
