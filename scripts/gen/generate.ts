import { type GenerateFlags, generateCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import type { Setting } from './setting.ts'

export function generate({ workshop, context, report }: Setting): Command {
  return new Command('generate')
    .description('Regenerates clients from their stored documents; needs no server.')
    .argument('[api...]', 'names of folders in schemas/; default: all')
    .option('--from <file>', 'first make this document (JSON or YAML) the stored one')
    .option('--out <folder>', 'with --from: generate there, without overlay, and touch nothing else')
    .action(async (apis: string[], flags: GenerateFlags) => {
      report(await generateCommand(workshop, apis, flags, context))
    })
}
