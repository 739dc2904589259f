import { relative, resolve } from 'node:path'
import type { OperationDrift } from '@driftless/runtime/drift'
import { type CallSearch, findCalls } from '../callers/find-calls.ts'
import { SpecError } from '../document/errors.ts'
import { ProjectError, UsageError } from '../project/errors.ts'
import { checkOutFolder, findOutFolders, type OutCheck } from '../project/out-folder.ts'
import { checkSources, type SourceCheck } from '../project/out-source.ts'
import { parseUrl } from '../project/spec-url.ts'
import type { CommandContext } from './context.ts'
import { filled } from './flags.ts'
import { folderJson, folderText } from './out-report.ts'
import { exitCodes } from './run-program.ts'

export interface OutCheckFlags {
  /** Another server, or none. */
  readonly server?: string | false
  readonly json?: boolean
}

/** What is known of one folder. */
export interface FolderCheck {
  /** As people know it. */
  readonly folder: string
  readonly inStep: boolean
  readonly code?: OutCheck
  readonly sources: readonly SourceCheck[]
  /** Operations that a source no longer offers as they were. */
  readonly differences: readonly OperationDrift[]
  /** The caller's own uses of them; only where there are any such operations. */
  readonly search?: CallSearch
  /** Why the folder cannot be looked at. */
  readonly problem?: string
}

/** `driftless check`: is the code what its document gives, and does the document still say what is offered? */
export async function outCheckCommand(
  folders: readonly string[],
  flags: OutCheckFlags,
  context: CommandContext,
): Promise<number> {
  const { workingFolder } = context
  if (typeof flags.server === 'string') parseUrl(filled(flags.server, '--server', 'a URL'), '--server')
  const found =
    folders.length > 0
      ? folders.map((folder) => resolve(workingFolder, folder))
      : findOutFolders(workingFolder)
  if (found.length === 0) {
    throw new UsageError(`No folder below ${workingFolder} was made by \`driftless generate\`; name one.`)
  }
  const checks: FolderCheck[] = []
  for (const folder of found) checks.push(await checkFolder(folder, flags, context))
  if (flags.json) context.print(JSON.stringify(checks.map(folderJson), null, 2))
  for (const check of checks) {
    if (check.problem !== undefined) context.remark(`error: ${check.problem}`)
    else if (!flags.json) context.print(folderText(check))
  }
  return checks.every(({ inStep }) => inStep) ? exitCodes.done : exitCodes.failed
}

async function checkFolder(
  folder: string,
  { server }: OutCheckFlags,
  { workingFolder, pipeline, signal }: CommandContext,
): Promise<FolderCheck> {
  const shown = (relative(workingFolder, folder) || '.').replaceAll('\\', '/')
  try {
    const code = await checkOutFolder(folder, pipeline)
    const sources = await checkSources(folder, code.lock, {
      ...(typeof server === 'string' && { server }),
      isOffline: server === false,
      signal,
    })
    const differences = distinct(sources.flatMap(({ report }) => report?.differences ?? []))
    const names = differences.flatMap((difference) => difference.names)
    const search = names.length === 0 ? undefined : await findCalls(folder, names, workingFolder)
    // Without a server only the code is looked at, such as in a checkout of the app alone.
    const inStep =
      code.drifts.length === 0 &&
      sources.every((source) => isInStep(source) || (server === false && source.state === 'absent'))
    return { folder: shown, inStep, code, sources, differences, ...(search && { search }) }
  } catch (error) {
    // A folder that cannot be looked at must not hide what is wrong with the others.
    if (!(error instanceof ProjectError || error instanceof SpecError)) throw error
    return { folder: shown, inStep: false, sources: [], differences: [], problem: error.message }
  }
}

/** A server may say the same in other words; a file of one's own is the word. */
export function isInStep({ state, isServer }: SourceCheck): boolean {
  return state === 'in step' || (state === 'texts differ' && isServer)
}

function distinct(differences: readonly OperationDrift[]): OperationDrift[] {
  return [...new Map(differences.map((difference) => [difference.names.join(), difference])).values()]
}
