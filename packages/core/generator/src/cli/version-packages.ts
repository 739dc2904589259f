import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Comparison } from '../diff/changeset/comparison.ts'
import { defaultComparison } from '../diff/changeset/default-comparison.ts'
import { readChangesets } from '../diff/changeset/files.ts'
import { refuseHalfReleases, undoAdvice } from '../diff/changeset/kept.ts'
import { moveReleases, packageVersions } from '../diff/changeset/move.ts'
import { checkProject } from '../project/check-project.ts'
import { messageOf, ProjectError, UnfinishedError } from '../project/errors.ts'
import { generateProject } from '../project/generate-project.ts'
import { listApis, type Workshop } from '../project/workshop.ts'
import { findChangesetProblems } from './changeset-command.ts'
import { changesetFix } from './changeset-text.ts'
import type { CommandContext } from './context.ts'
import { exitCodes } from './run-program.ts'
import { table } from './table.ts'

/**
 * Moves versions as the changesets say (`changeset version`), then makes what stands here the
 * last release of each API whose client moved. Refuses while a client or a changeset is out of step.
 *
 * @returns the exit code
 */
export async function versionPackages(
  workshop: Workshop,
  context: CommandContext,
  comparison: Comparison = defaultComparison,
): Promise<number> {
  const apis = listApis(workshop)
  await refuseHalfReleases(workshop, apis, comparison)
  await refuseWhatLies(workshop, apis, context, comparison)
  if (readChangesets(workshop).size === 0) {
    context.print('Nothing to release: .changeset/ holds no changeset.')
    return exitCodes.done
  }
  const before = await packageVersions(workshop)
  const moved = await moveOn(workshop, apis, before, context, comparison)
  const rows = [...(await packageVersions(workshop))]
    .filter(([name, version]) => before.get(name) !== version)
    .map(([name, version]) => [name, before.get(name) ?? '-', version])
  context.print(table([['package', 'from', 'to'], ...rows]))
  for (const api of moved) context.print(`schemas/${api}/released/ is what is released now.`)
  return exitCodes.done
}

/** A release must not say less than what changed, nor ship what is not in step. */
async function refuseWhatLies(
  workshop: Workshop,
  apis: readonly string[],
  context: CommandContext,
  comparison: Comparison,
): Promise<void> {
  const { pipeline, signal } = context
  const report = await checkProject(workshop, { apis, pipeline, signal, full: false })
  if (!report.inStep) {
    const fix = report.fix ?? 'pnpm gen check'
    throw new ProjectError(`Clients are out of step; run \`${fix}\` first.`, fix)
  }
  const problems = await findChangesetProblems(workshop, [], context, comparison)
  if (problems.length === 0) return
  const fix = changesetFix(problems, apis)
  const first = fix === undefined ? 'Correct what people wrote first' : `Run \`${fix}\` first`
  const which = problems.map(({ api, file, kind, message }) =>
    api === undefined ? `${file}: ${message}` : `${file} is ${kind}`,
  )
  throw new ProjectError(`${first}: ${which.join(', ')}.`, fix)
}

/** Runs `changeset version`, then what follows from it. @throws UnfinishedError where versions have moved, but not all of it is done */
async function moveOn(
  workshop: Workshop,
  apis: readonly string[],
  before: ReadonlyMap<string, string>,
  context: CommandContext,
  comparison: Comparison,
): Promise<string[]> {
  const { pipeline, progress, signal } = context
  const program = changesetProgram(workshop)
  try {
    await changesetVersion(workshop, program)
    // The generator's own version, which stands in every lock, may be among those that moved.
    await generateProject(workshop, { apis, pipeline, progress, signal })
    return await moveReleases(workshop, apis, before, comparison)
  } catch (error) {
    const now = await packageVersions(workshop)
    if ([...now].every(([name, version]) => before.get(name) === version)) throw error
    const reason = signal.aborted ? 'This run was interrupted.' : messageOf(error)
    throw new UnfinishedError(
      `${reason}\nVersions have moved, but not what is kept of the releases. ${undoAdvice}`,
    )
  }
}

/** Path of `changeset` in the workshop's own installation. */
function changesetProgram(workshop: Workshop): string {
  const program = join(workshop.root, 'node_modules/@changesets/cli/bin.js')
  if (existsSync(program)) return program
  throw new ProjectError('@changesets/cli is not installed here; run `pnpm install`.', 'pnpm install')
}

async function changesetVersion(workshop: Workshop, program: string): Promise<void> {
  // Its output is for people too, and stdout is for what was asked for.
  const child = spawn(process.execPath, [program, 'version'], {
    cwd: workshop.root,
    stdio: ['ignore', 2, 2],
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new ProjectError('`changeset version` failed; what it printed says why.')
}
