export type { ApiPromise } from './api-promise.ts'
export { type ApiKeyPlace, apiKey, basic, bearer, type Secret } from './auth.ts'
export { bigintJsonBody } from './bigint-json-body.ts'
export { camelCase } from './camel-case.ts'
export { createClient } from './client.ts'
export type {
  AnyCallOptions,
  Attempt,
  AttemptContext,
  AuthProvider,
  CallArguments,
  CallOptions,
  CallParameters,
  CallResult,
  CallSettings,
  Client,
  ClientDefaults,
  ClientOptions,
  HeaderValue,
  HttpRequest,
  Middleware,
  Next,
  ProviderChooser,
  RequestOptions,
  ResponseInfo,
  RetryEvent,
} from './client-types.ts'
export { type DownloadOptions, type DownloadSettings, download } from './download.ts'
export {
  AbortError,
  APIError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  ConnectionError,
  DriftlessError,
  isErrorOf,
  NotFoundError,
  OutcomeUnknownError,
  PermissionDeniedError,
  RateLimitError,
  ResponseFormatError,
  ResponseTooLargeError,
  RetryableError,
  ServerError,
  TimeoutError,
  UnprocessableEntityError,
  UsageError,
} from './error-classes.ts'
export { type ErrorFacts, usageError } from './errors.ts'
export { readExactJson, readJsonWithBigint } from './exact-json.ts'
export { expandPath } from './expand-path.ts'
export { formBody } from './form-body.ts'
export { type AttemptParts, type HmacScheme, hmac } from './hmac.ts'
export { idempotencyKey } from './idempotency-key.ts'
export { type ErrorBody, isError, type OperationFunction } from './is-error.ts'
export { jsonBody } from './json-body.ts'
export { type LogLevel, type LogOptions, type LogSink, logTo } from './logging.ts'
export { readBlob, readByContentType, readOptionalJson, readStream, readText } from './more-readers.ts'
export { multipartBody } from './multipart-body.ts'
export { chooseVariant, toBigint, toNumber } from './name-extras.ts'
export { bothNames, fromWire, toWire } from './names.ts'
export type {
  BodyWriter,
  CookieParameter,
  CookieWriter,
  Field,
  HeaderParameter,
  HeaderWriter,
  KeyWriter,
  Names,
  Operation,
  ParameterWriter,
  PathExpander,
  PathWriter,
  PropertyEncoding,
  QueryParameter,
  QueryWriter,
  RequestBody,
  ResponseReader,
  ResponseSource,
  RetrySafety,
  SecurityRequirement,
  VariantChooser,
  Variants,
} from './operation.ts'
export { paginate } from './pages/paginate.ts'
export { PaginationError } from './pages/pagination-error.ts'
export { nextCursor, nextId, nextOffset, nextPage } from './pages/turns.ts'
export type { Page, PagedOperation, PagePromise, Turn, Turned } from './pages/types.ts'
export { formQuery, simpleHeader } from './pieces.ts'
export { binaryBody, textBody } from './plain-bodies.ts'
export { orNotFound, resultAt } from './pointers.ts'
export { bodyText, readChunks, readJson, readNothing } from './readers.ts'
export { request } from './request.ts'
export { chooseProviders } from './security.ts'
export {
  commaCookie,
  commaQuery,
  deepObjectQuery,
  jsonCookie,
  jsonHeader,
  jsonPath,
  jsonQuery,
  labelPath,
  labelPathExploded,
  matrixPath,
  matrixPathExploded,
  pipeQuery,
  reservedCommaQuery,
  reservedQuery,
  simpleHeaderExploded,
  simplePath,
  simplePathExploded,
  spaceQuery,
} from './styles.ts'
export { withOptions } from './with-options.ts'
export { writeParameters } from './write-parameters.ts'
