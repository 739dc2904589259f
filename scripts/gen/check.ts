import { type CheckFlags, checkCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import type { Setting } from './setting.ts'

export function check({ workshop, context, report }: Setting): Command {
  return new Command('check')
    .description('Fails where a client is not what would be generated; writes nothing, asks no server.')
    .argument('[api...]', 'names of folders in schemas/; default: all')
    .option('--full', 'ignore all hashes: generate everything and compare it')
    .option('--changesets', 'fail too where a changeset is missing, or says less than what changed')
    .option('--json', 'print the result as JSON')
    .option('--github', 'print annotations for GitHub too')
    .action(async (apis: string[], flags: CheckFlags) => {
      report(await checkCommand(workshop, apis, flags, context))
    })
}
