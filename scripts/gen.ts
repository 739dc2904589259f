import { findWorkshop, runProgram } from '@driftless/generator/command-line'
import { Command } from 'commander'
import { add } from './gen/add.ts'
import { changeset } from './gen/changeset.ts'
import { check } from './gen/check.ts'
import { diff } from './gen/diff.ts'
import { generate } from './gen/generate.ts'
import { remove } from './gen/remove.ts'
import { status } from './gen/status.ts'
import { updateSpec } from './gen/update-spec.ts'

await runProgram((context, report) => {
  const setting = { workshop: findWorkshop(process.cwd()), context, report }
  return new Command('pnpm gen')
    .description('Keeps API clients in step with their servers.')
    .helpCommand(false)
    .addCommand(updateSpec(setting))
    .addCommand(generate(setting))
    .addCommand(check(setting))
    .addCommand(diff(setting))
    .addCommand(changeset(setting))
    .addCommand(status(setting))
    .addCommand(add(setting))
    .addCommand(remove(setting))
    .addHelpText(
      'after',
      '\nExit codes: 0 done or in step, 1 failed or drifted, 2 wrong usage, 130 interrupted.',
    )
})
