export {
  RuntimeStoppedError,
  ServerCrashedError,
  type ServerFacts,
  ServerStartError,
  StepflowRuntimeError,
} from './errors.ts'
export type { LogEntry, LogStream } from './log.ts'
export type { RestartPolicy, StartOptions } from './options.ts'
export { StepflowRuntime } from './runtime.ts'
