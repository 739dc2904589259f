import type { Pipeline } from '../project/pipeline.ts'
import type { Progress } from '../project/progress.ts'

/** What a command needs from the process it runs in. */
export interface CommandContext {
  readonly pipeline: Pipeline
  readonly progress: Progress
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Writes a line to stdout: what was asked for. */
  readonly print: (line: string) => void
  /** Writes a line to stderr: remarks. */
  readonly remark: (line: string) => void
  /** Folder that paths on the command line are relative to. */
  readonly workingFolder: string
}
