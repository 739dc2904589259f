import { Command } from 'commander'
import { readToolVersions } from '../project/versions.ts'
import type { CommandContext } from './context.ts'
import { type OutCheckFlags, outCheckCommand } from './out-check.ts'
import { type OutGenerateFlags, outGenerateCommand } from './out-generate.ts'
import type { Report } from './run-program.ts'

/** The `driftless` command: a client in one's own tree, without a repository of clients around it. */
export function driftlessProgram(context: CommandContext, report: Report): Command {
  return new Command('driftless')
    .description('Generates TypeScript API clients from OpenAPI documents, and checks that they are in step.')
    .version(readToolVersions().generator)
    .helpCommand(false)
    .addCommand(generateCommand(context, report))
    .addCommand(checkCommand(context, report))
}

function generateCommand(context: CommandContext, report: Report): Command {
  return new Command('generate')
    .description('Generates a client into a folder.')
    .argument(
      '[document]',
      'file or URL of an OpenAPI document, JSON or YAML; default: the one of the last time',
    )
    .requiredOption('--out <folder>', 'new, empty, or generated before')
    .option('--name <name>', 'name of the API, such as petstore; default: from the title')
    .option('--client <class>', 'name of the client class; default: from the name')
    .option('--base-url <url>', 'base URL used where the caller gives none')
    .option(
      '--header <text>',
      `sent when the document is fetched: 'Name: \${VARIABLE}'; remembered as it stands`,
      (text: string, others: readonly string[] = []) => [...others, text],
    )
    .action(async (document: string | undefined, flags: OutGenerateFlags) => {
      report(await outGenerateCommand(document, flags, context))
    })
}

function checkCommand(context: CommandContext, report: Report): Command {
  return new Command('check')
    .description('Fails where a client is not what would be generated, or its source offers something else.')
    .argument('[folder...]', 'default: every one below this folder')
    .option(
      '--server <url>',
      'server to compare with instead of the remembered one: its base URL, or its document',
    )
    .option('--no-server', 'ask no server: only whether the code is what its stored document gives')
    .option('--json', 'print the result for programs')
    .action(async (folders: string[], flags: OutCheckFlags) => {
      report(await outCheckCommand(folders, flags, context))
    })
}
