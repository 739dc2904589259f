/** `pnpm version-packages`: what a release does first. */
import { findWorkshop, runProgram, versionPackagesCommand } from '@driftless/generator/command-line'
import { Command } from 'commander'

await runProgram((context, report) =>
  new Command('pnpm version-packages')
    .description('Moves versions as the changesets say, and keeps what is now released.')
    .action(async () => {
      report(await versionPackagesCommand(findWorkshop(process.cwd()), context))
    }),
)
