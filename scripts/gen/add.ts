import { type AddFlags, addCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'
import { questions } from './questions.ts'
import type { Setting } from './setting.ts'
import { workspaceSteps } from './workspace-steps.ts'

export function add({ workshop, context, report }: Setting): Command {
  return new Command('add')
    .description('Adds an API: its document, its configuration, and a client package, compiled and tested.')
    .argument('<name>', 'name of the API, such as pet-store: folder in schemas/, name on the command line')
    .option('--url <url>', 'URL of the document or of its server; later the place that it is fetched from')
    .option('--from <file>', 'file of the document, JSON or YAML')
    .option(
      '--header <text>',
      `sent when the document is fetched: 'Name: \${VARIABLE}'; api.config.ts keeps it as it stands`,
      (text: string, others: readonly string[] = []) => [...others, text],
    )
    .option('--package <name>', 'npm name of the client; default: <name>-api')
    .option('--client <class>', 'name of the client class; default: from the name of the package')
    .option('--base-url <url>', 'base URL where callers give none; default: what the document says')
    .action(async (name: string, flags: AddFlags) => {
      const steps = workspaceSteps(workshop, context)
      report(await addCommand(workshop, name, flags, context, steps, questions()))
    })
}
