import type { CommandContext, Workshop } from '@driftless/generator/command-line'

/** What every subcommand is made with. */
export interface Setting {
  readonly workshop: Workshop
  readonly context: CommandContext
  /** Takes the exit code. */
  readonly report: (code: number) => void
}
