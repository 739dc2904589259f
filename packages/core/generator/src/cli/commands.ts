import { resolve } from 'node:path'
import type { Notice } from '../model/types.ts'
import { loadConfig } from '../project/config.ts'
import { UsageError } from '../project/errors.ts'
import { generateProject } from '../project/generate-project.ts'
import { generateInto } from '../project/out-folder.ts'
import { readSource } from '../project/source.ts'
import { specSources } from '../project/spec-sources.ts'
import { projectStatus } from '../project/status.ts'
import type { Recovery } from '../project/swap.ts'
import { checkSpecs, updateSpecs } from '../project/update-specs.ts'
import { selectApis, type Workshop } from '../project/workshop.ts'
import type { CommandContext } from './context.ts'
import { filled, needOneApi, outFolder } from './flags.ts'
import { generateTable, noticeLines, specDriftText, updateTable } from './results.ts'
import { exitCodes } from './run-program.ts'
import { count, table } from './table.ts'

export interface UpdateSpecFlags {
  readonly url?: string
  readonly generate?: boolean
  readonly check?: boolean
  readonly local?: boolean
}

/** `update-spec`: stores the servers' documents; answers with the exit code. */
export async function updateSpecCommand(
  workshop: Workshop,
  names: readonly string[],
  flags: UpdateSpecFlags,
  context: CommandContext,
): Promise<number> {
  if (flags.url !== undefined) {
    filled(flags.url, '--url', 'a URL')
    needOneApi(workshop, names, '--url')
    if (flags.local) throw new UsageError('--local asks no other server: it cannot go with --url.')
  }
  const apis = await selectFetched(workshop, names, flags, context)
  if (flags.check && flags.generate)
    throw new UsageError('--check writes nothing: it cannot go with --generate.')
  const options = {
    ...parts(context),
    apis,
    ...(flags.url !== undefined && { url: flags.url }),
    ...(flags.generate !== undefined && { generate: flags.generate }),
  }
  if (flags.check) return checkSpecCommand(workshop, options, context)
  const { recovery, updates } = await updateSpecs(workshop, options)
  sayRecovery(recovery, context)
  for (const { drifts, notices, plan } of updates) {
    if (drifts.length > 0) sayNotices(notices, context)
    if (plan && plan.drifts.length > 0) sayNotices(plan.notices, context)
  }
  context.print(updateTable(updates))
  return exitCodes.done
}

/** The APIs to fetch: those that were named, or all that have a server. */
async function selectFetched(
  workshop: Workshop,
  names: readonly string[],
  flags: UpdateSpecFlags,
  context: CommandContext,
): Promise<string[]> {
  const selected = selectApis(workshop, names)
  if (names.length > 0 && !flags.local) return selected
  const sources = await specSources(workshop, selected)
  return selected.filter((api) => {
    const source = sources.get(api)
    const isLeftOut = source === 'nowhere' || (flags.local === true && source !== 'started here')
    if (isLeftOut) {
      const reason = source === 'nowhere' ? 'has no server' : 'its server is not started here'
      context.remark(`note: ${api} is left out: ${reason}.`)
    }
    return !isLeftOut
  })
}

async function checkSpecCommand(
  workshop: Workshop,
  options: Parameters<typeof checkSpecs>[1],
  context: CommandContext,
): Promise<number> {
  const updates = await checkSpecs(workshop, options)
  const drifted = updates.filter((update) => update.drifts.length > 0)
  context.print(drifted.length === 0 ? updateTable(updates) : specDriftText(drifted))
  return drifted.length === 0 ? exitCodes.done : exitCodes.failed
}

export interface GenerateFlags {
  readonly from?: string
  readonly out?: string
}

/** `generate`: regenerates clients from their stored documents; answers with the exit code. */
export async function generateCommand(
  workshop: Workshop,
  names: readonly string[],
  flags: GenerateFlags,
  context: CommandContext,
): Promise<number> {
  const apis = selectApis(workshop, names)
  if (flags.out !== undefined && flags.from === undefined) throw new UsageError('--out needs --from FILE.')
  if (flags.from !== undefined) needOneApi(workshop, names, '--from')
  const folder = flags.out === undefined ? undefined : outFolder(flags.out, context.workingFolder)
  const from = flags.from === undefined ? undefined : readFrom(flags.from, context)
  const [api] = apis
  if (folder !== undefined && from && api !== undefined) {
    const { config } = await loadConfig(workshop, api)
    const origin = resolve(context.workingFolder, from.file)
    const result = await generateInto(folder, { ...parts(context), source: from, origin, config })
    sayNotices(result.notices, context)
    context.print(
      `${flags.out}: ${result.drifts.length === 0 ? 'in step' : `${count(result.files, 'file')} written`}`,
    )
    return exitCodes.done
  }
  const result = await generateProject(workshop, { ...parts(context), apis, ...(from && { from }) })
  sayRecovery(result.recovery, context)
  sayNotices(result.specNotices, context)
  for (const plan of result.plans) {
    if (plan.drifts.length > 0) sayNotices(plan.notices, context)
  }
  context.print(generateTable(result.plans))
  return exitCodes.done
}

/** `status`: a table for people; answers with the exit code. */
export async function statusCommand(
  workshop: Workshop,
  names: readonly string[],
  context: CommandContext,
): Promise<number> {
  const { pipeline, signal } = context
  const rows = await projectStatus(workshop, { apis: selectApis(workshop, names), pipeline, signal })
  const { pendingBump } = await import('../diff/changeset/files.ts')
  const bumpOf = (name: string | undefined) => (name === undefined ? '-' : pendingBump(workshop, name))
  const heading = ['api', 'spec', 'hash', 'operations', 'next release', 'state']
  const cells = rows.map((row) => [
    row.api,
    row.version,
    row.hash,
    String(row.operations),
    bumpOf(row.package),
    row.reason ? `${row.state}: ${row.reason}` : row.state,
  ])
  context.print(table([heading, ...cells]))
  return exitCodes.done
}

function parts(context: CommandContext) {
  const { pipeline, progress, signal } = context
  return { pipeline, progress, signal }
}

function readFrom(path: string, context: CommandContext) {
  return readSource(resolve(context.workingFolder, filled(path, '--from', 'a file')), path)
}

function sayRecovery(recovery: Recovery, context: CommandContext): void {
  if (recovery !== 'nothing to do') context.remark(`note: an interrupted run was ${recovery} first.`)
}

function sayNotices(notices: readonly Notice[], context: CommandContext): void {
  for (const line of noticeLines(notices)) context.remark(line)
}
