import { type DiffFlags, diffCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import type { Setting } from './setting.ts'

export function diff({ workshop, context, report }: Setting): Command {
  return new Command('diff')
    .description('Says what changed for users since the last release, on the wire and in TypeScript.')
    .argument('[api...]', 'names of folders in schemas/; default: all')
    .option('--against <ref>', 'compare with the client at this tag, branch or commit instead')
    .option('--old <file>', 'compare with the client that this document (file or URL) would give')
    .option('--new <file>', 'compare the client that this document would give, instead of the present one')
    .option('--json', 'print the verdicts as JSON')
    .option('--markdown', 'print the verdicts as Markdown')
    .option('--github', 'print annotations for GitHub too')
    .option('--fail-on <bump>', 'exit 1 where versions must move this far: major or minor')
    .action(async (apis: string[], flags: DiffFlags) => {
      report(await diffCommand(workshop, apis, flags, context))
    })
}
