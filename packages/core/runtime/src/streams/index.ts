export { readEvents, readJsonLines, textSource } from './connection.ts'
export { eventStream } from './event-stream.ts'
export { StreamTruncatedError } from './truncated-error.ts'
export type {
  AnyStreamOptions,
  EventStream,
  StreamMessage,
  StreamOperation,
  StreamOptions,
  StreamSettings,
} from './types.ts'
