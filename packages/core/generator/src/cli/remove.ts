import { UsageError } from '../project/errors.ts'
import { removeApi } from '../project/scaffold/remove-api.ts'
import { selectApis, type Workshop } from '../project/workshop.ts'
import type { Questions, WorkspaceSteps } from './add.ts'
import type { CommandContext } from './context.ts'
import { exitCodes } from './run-program.ts'

export interface RemoveFlags {
  readonly yes?: boolean
  readonly force?: boolean
}

/** `remove`: takes an API out; answers with the exit code. */
export async function removeCommand(
  workshop: Workshop,
  name: string,
  flags: RemoveFlags,
  context: CommandContext,
  steps: Pick<WorkspaceSteps, 'install'>,
  questions?: Questions,
): Promise<number> {
  selectApis(workshop, [name])
  if (!flags.yes && !questions) throw new UsageError('remove deletes folders; confirm it with --yes.')
  const removed = await removeApi(workshop, name, {
    pipeline: context.pipeline,
    force: flags.force,
    confirm: flags.yes ? undefined : questions?.remove,
  })
  if (removed.length > 0) await steps.install()
  context.print(removed.length > 0 ? `removed ${name}: ${removed.join(', ')}` : 'nothing was removed')
  return exitCodes.done
}
