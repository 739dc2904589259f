import type { CommandContext, Workshop } from '@driftless/generator'

/** What every subcommand is made with. */
export interface Setting {
  readonly workshop: Workshop
  readonly context: CommandContext
  /** Takes the exit code. */
  readonly report: (code: number) => void
}
