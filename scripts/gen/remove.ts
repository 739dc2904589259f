import { type RemoveFlags, removeCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import { questions } from './questions.ts'
import type { Setting } from './setting.ts'
import { workspaceSteps } from './workspace-steps.ts'

export function remove({ workshop, context, report }: Setting): Command {
  return new Command('remove')
    .description('Takes an API out: its folder in schemas/, its client package, its pending changeset.')
    .argument('<name>', 'name of a folder in schemas/')
    .option('--yes', 'do not ask')
    .option('--force', 'delete also what was written by hand and is not committed')
    .action(async (name: string, flags: RemoveFlags) => {
      const steps = workspaceSteps(workshop, context)
      report(await removeCommand(workshop, name, flags, context, steps, questions()))
    })
}
