import { statusCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import type { Setting } from './setting.ts'

export function status({ workshop, context, report }: Setting): Command {
  return new Command('status')
    .description('Prints each API with its version, hash, operations, and whether its client is in step.')
    .argument('[api...]', 'names of folders in schemas/; default: all')
    .action(async (apis: string[]) => {
      report(await statusCommand(workshop, apis, context))
    })
}
