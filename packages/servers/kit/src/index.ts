export { DatabaseUnavailableError, ForeignDatabaseError, whyDatabaseUnavailable } from './database/errors.ts'
export { lazily } from './database/lazily.ts'
export { type DirectoryLock, DirectoryLockedError, lockDirectory } from './database/lock.ts'
export { type Api, type ApiEnv, type ApiOptions, type ApiRouter, createApi } from './http/api.ts'
export {
  describeError,
  type FieldError,
  HttpError,
  type HttpErrorOptions,
  invalidFields,
} from './http/errors.ts'
export { eventStream, type StreamMessage } from './http/event-stream.ts'
export { type Log, type LogLevel, stderrLog } from './http/log.ts'
export {
  type ArgumentOptions,
  type OwnOption,
  parseServerArguments,
  type ServerArguments,
  UsageError,
  usage,
} from './process/arguments.ts'
export { type ListeningServer, type ListenOptions, listen } from './process/listen.ts'
export { type ProgramOptions, runProgram, type Service } from './process/main.ts'
export type { DocumentInfo } from './spec/document.ts'
export { type EmittedSchemas, emitSchemas } from './spec/emit.ts'
export { errorAnswers } from './spec/error-answers.ts'
export { mapOf, queryBoolean, queryInteger } from './spec/schemas.ts'
