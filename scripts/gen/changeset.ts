import { changesetCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import type { Setting } from './setting.ts'

export function changeset({ workshop, context, report }: Setting): Command {
  return new Command('changeset')
    .description('Writes .changeset/spec-<api>.md: what changed for users since the last release.')
    .argument('[api...]', 'names of folders in schemas/; default: all')
    .action(async (apis: string[]) => {
      report(await changesetCommand(workshop, apis, context))
    })
}
