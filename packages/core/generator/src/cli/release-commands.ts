import type { Comparison } from '../diff/changeset/comparison.ts'
import type { Workshop } from '../project/workshop.ts'
import type { CommandContext } from './context.ts'
import type { DiffFlags } from './diff-command.ts'

// Each is loaded when it is asked for: what compares releases takes longer to load than a quick check takes.

/** `diff`: says what changed for users, and how far versions must move; answers with the exit code. */
export async function diffCommand(
  workshop: Workshop,
  names: readonly string[],
  flags: DiffFlags,
  context: CommandContext,
): Promise<number> {
  const { compareAndPrint } = await import('./diff-command.ts')
  return compareAndPrint(workshop, names, flags, context)
}

/** `changeset`: writes `.changeset/spec-<api>.md` of each API; answers with the exit code. */
export async function changesetCommand(
  workshop: Workshop,
  names: readonly string[],
  context: CommandContext,
  comparison?: Comparison,
): Promise<number> {
  const { writeChangesets } = await import('./changeset-command.ts')
  return writeChangesets(workshop, names, context, comparison)
}

/**
 * `pnpm version-packages`: moves versions as the changesets say, and makes what stands here the last release of each API
 * whose client moved; answers with the exit code.
 */
export async function versionPackagesCommand(
  workshop: Workshop,
  context: CommandContext,
  comparison?: Comparison,
): Promise<number> {
  const { versionPackages } = await import('./version-packages.ts')
  return versionPackages(workshop, context, comparison)
}
