import { type UpdateSpecFlags, updateSpecCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import type { Setting } from './setting.ts'

export function updateSpec({ workshop, context, report }: Setting): Command {
  return new Command('update-spec')
    .description('Fetches the OpenAPI document of each API from a running server and stores it.')
    .argument('[api...]', 'names of folders in schemas/; default: all')
    .option('--url <url>', 'ask this server, or this document, instead of starting one; also <API>_URL')
    .option('--local', 'leave out APIs whose server is not started from this repository')
    .option('--generate', 'regenerate the clients too')
    .option('--check', 'write nothing; fail where server and stored document differ')
    .action(async (apis: string[], flags: UpdateSpecFlags) => {
      report(await updateSpecCommand(workshop, apis, flags, context))
    })
}
