import { resolve } from 'node:path'
import { refuseLost } from '../diff/changeset/kept.ts'
import { acceptedFile, compareReleases, readAcceptedBreaks } from '../diff/index.ts'
import { currentRelease, readRelease, releaseAt } from '../diff/release/index.ts'
import { releaseOfSource } from '../diff/release/source-release.ts'
import { verdictAnnotations } from '../diff/report/github.ts'
import { verdictMarkdown } from '../diff/report/markdown.ts'
import { verdictText } from '../diff/report/text.ts'
import type { Release, Verdict } from '../diff/types.ts'
import { loadConfig } from '../project/config.ts'
import { UsageError } from '../project/errors.ts'
import { readOverlay } from '../project/present.ts'
import { readFileOrUrl } from '../project/source.ts'
import { listApis, selectApis, type Workshop } from '../project/workshop.ts'
import type { CommandContext } from './context.ts'
import { filled, needOneApi } from './flags.ts'
import { exitCodes } from './run-program.ts'

export interface DiffFlags {
  readonly against?: string
  readonly old?: string
  readonly new?: string
  readonly json?: boolean
  readonly markdown?: boolean
  readonly github?: boolean
  readonly failOn?: string
}

/** Both sides of a comparison; an API that has never been released has no older one. */
interface Pair {
  readonly api: string
  readonly old: Release | undefined
  readonly next: () => Promise<Release>
}

/** Compares the releases that the command line names, and prints what changed; answers with the exit code. */
export async function compareAndPrint(
  workshop: Workshop,
  names: readonly string[],
  flags: DiffFlags,
  context: CommandContext,
): Promise<number> {
  checkFlags(workshop, names, flags)
  const accepted = readAcceptedBreaks(workshop)
  const verdicts: Verdict[] = []
  const unreleased: string[] = []
  for (const find of pairsOf(workshop, names, flags, context)) {
    context.signal.throwIfAborted()
    const { api, old, next } = await find()
    if (old === undefined) unreleased.push(api)
    else {
      const verdict = sinceRelease(await compareReleases(old, await next(), accepted), flags)
      verdicts.push(adviceFor(workshop, api, verdict))
    }
  }
  print(verdicts, unreleased, flags, context)
  const isTooMuch = verdicts.some(({ bump }) =>
    bump === 'major' ? flags.failOn !== undefined : bump === 'minor' && flags.failOn === 'minor',
  )
  return isTooMuch || verdicts.some(({ stale }) => stale.length > 0) ? exitCodes.failed : exitCodes.done
}

/** Breaks of documents that are of no API here cannot be accepted. */
function adviceFor(workshop: Workshop, api: string, verdict: Verdict): Verdict {
  if (listApis(workshop).includes(api)) return verdict
  return { ...verdict, changes: verdict.changes.map(({ accept: _, ...change }) => change) }
}

/** Breaks are accepted since the last release: whoever compares with anything else need not find them all. */
function sinceRelease(verdict: Verdict, { against, old, new: next }: DiffFlags): Verdict {
  return [against, old, next].every((flag) => flag === undefined) ? verdict : { ...verdict, stale: [] }
}

function checkFlags(workshop: Workshop, names: readonly string[], flags: DiffFlags): void {
  selectApis(workshop, names)
  if (flags.json && flags.markdown)
    throw new UsageError('--json and --markdown are two forms of one output: name one.')
  if (flags.failOn !== undefined && flags.failOn !== 'major' && flags.failOn !== 'minor')
    throw new UsageError(`--fail-on takes major or minor, not ${JSON.stringify(flags.failOn)}.`)
  if (flags.against !== undefined) filled(flags.against, '--against', 'a tag, a branch or a hash')
  if (flags.old !== undefined) filled(flags.old, '--old', 'the file or URL of a document')
  if (flags.new !== undefined) filled(flags.new, '--new', 'the file or URL of a document')
  const files = [flags.old, flags.new].filter((name) => name !== undefined).length
  if (files === 0) return
  if (flags.against !== undefined)
    throw new UsageError('--against names a commit to compare with: it cannot go with --old or --new.')
  if (files === 1 || names.length > 0)
    needOneApi(workshop, names, flags.old === undefined ? '--new' : '--old')
}

function pairsOf(
  workshop: Workshop,
  names: readonly string[],
  flags: DiffFlags,
  context: CommandContext,
): (() => Promise<Pair>)[] {
  const { old, new: next, against } = flags
  if (old !== undefined && next !== undefined && names.length === 0) {
    const read = (shown: string) => releaseOfFile(shown, context)
    return [async () => ({ api: 'documents', old: await read(old), next: () => read(next) })]
  }
  return selectApis(workshop, names).map((api) => async () => {
    const read = (shown: string) => releaseOfFile(shown, context, { workshop, api })
    const before =
      old !== undefined
        ? await read(old)
        : against !== undefined
          ? await releaseAt(workshop, api, against)
          : await lastRelease(workshop, api)
    return {
      api,
      old: before,
      next: () => (next === undefined ? currentRelease(workshop, api, context.pipeline) : read(next)),
    }
  })
}

/** The last release, where there was one. @throws ProjectError where it is lost */
async function lastRelease(workshop: Workshop, api: string): Promise<Release | undefined> {
  const released = await readRelease(workshop, api)
  const { config } = await loadConfig(workshop, api)
  if (released === undefined) refuseLost(workshop, api, config.package, released)
  return released
}

/** The release that a file would give; of an API, with its overlay and its names. */
async function releaseOfFile(
  shown: string,
  context: CommandContext,
  of?: { readonly workshop: Workshop; readonly api: string },
): Promise<Release> {
  const source = await readFileOrUrl(resolve(context.workingFolder, shown), shown, context.signal)
  if (of === undefined) return releaseOfSource(source)
  const { config } = await loadConfig(of.workshop, of.api)
  return releaseOfSource(source, { config, overlay: readOverlay(of.workshop, of.api) })
}

function print(
  verdicts: readonly Verdict[],
  unreleased: readonly string[],
  flags: DiffFlags,
  context: CommandContext,
): void {
  if (flags.json) context.print(JSON.stringify({ verdicts, unreleased }, null, 2))
  else {
    const form = flags.markdown ? verdictMarkdown : verdictText
    const parts = [
      ...verdicts.map(form),
      ...unreleased.map((api) => `${api}: has never been released; there is nothing to compare with.`),
    ]
    context.print(parts.length === 0 ? 'schemas/ holds no API: nothing to compare.' : parts.join('\n\n'))
  }
  if (!flags.markdown && verdicts.some(({ stale }) => stale.length > 0))
    context.remark(`error: ${acceptedFile} has lines that match no break.`)
  // GitHub reads both streams; whoever reads JSON or Markdown reads stdout.
  const annotate = flags.json || flags.markdown ? context.remark : context.print
  if (flags.github) for (const line of verdicts.flatMap(verdictAnnotations)) annotate(line)
}
