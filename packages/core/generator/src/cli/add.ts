import { resolve } from 'node:path'
import type { ApiConfig } from '../config.ts'
import type { JsonObject } from '../document/types.ts'
import { ProjectError, UsageError } from '../project/errors.ts'
import type { StorableSpec } from '../project/pipeline.ts'
import { runAll } from '../project/progress.ts'
import { type AddedApi, addApi } from '../project/scaffold/add-api.ts'
import { nameApi } from '../project/scaffold/api-names.ts'
import { findDocument } from '../project/scaffold/find-document.ts'
import { serverAddress } from '../project/scaffold/server-address.ts'
import { rememberTree } from '../project/scaffold/take-back.ts'
import { refuseTakenNames } from '../project/scaffold/taken-names.ts'
import { readSource } from '../project/source.ts'
import { isUrl } from '../project/spec-url.ts'
import { packagePath, type Workshop } from '../project/workshop.ts'
import type { CommandContext } from './context.ts'
import { filled, headersOf } from './flags.ts'
import { noticeLines } from './results.ts'
import { exitCodes } from './run-program.ts'
import { count } from './table.ts'

export interface AddFlags {
  readonly url?: string
  readonly from?: string
  /** `Name: value`, sent when the document is fetched. */
  readonly header?: readonly string[]
  readonly package?: string
  readonly client?: string
  readonly baseUrl?: string
}

/** What a person is asked where flags and document do not say it; absent where nobody is there to answer. */
export interface Questions {
  /** @returns URL or file of a document */
  readonly source: () => Promise<string>
  /** @returns a URL, or an empty text where there is none for all */
  readonly baseUrl: () => Promise<string>
  readonly remove: (folders: readonly string[]) => Promise<boolean>
}

/** What follows in the workspace once files came or went; each throws with its own output. */
export interface WorkspaceSteps {
  readonly install: () => Promise<void>
  readonly build: (packageName: string) => Promise<void>
  readonly test: (packageName: string) => Promise<void>
  /** Notes the first release of an API's client. */
  readonly changeset: (api: string) => Promise<void>
}

/** `add`: from a document to a client package that is generated, compiled and tested; answers with the exit code. */
export async function addCommand(
  workshop: Workshop,
  name: string,
  flags: AddFlags,
  context: CommandContext,
  steps: WorkspaceSteps,
  questions?: Questions,
): Promise<number> {
  const names = { name, package: flags.package, client: flags.client }
  const { baseUrl } = flags
  const headers = flags.header === undefined ? undefined : headersOf(flags.header)
  await refuseTakenNames(workshop, nameApi(names, baseUrl === undefined ? {} : { baseUrl }))
  const place = await placeOf(flags, questions)
  if (headers !== undefined && 'from' in place) throw new UsageError('--header goes with --url alone.')
  const [spec] = await runAll(context.progress, [
    { title: name, work: (say) => readDocument(place, headers, context, say) },
  ])
  if (spec === undefined) throw new Error('one task gives one result')
  const config = nameApi(names, await addressOf(spec, headers, flags, questions))
  const takeBack = rememberTree(workshop, config)
  await runAll(context.progress, [
    {
      title: name,
      work: async (say) => {
        say('generating')
        const { pipeline, signal } = context
        const added = await addApi(workshop, { config, spec, pipeline, signal })
        await orTakeBack(takeBack, async () => {
          say('installing')
          await steps.install()
          say('compiling')
          await steps.build(config.package)
          say('writing the changeset')
          await steps.changeset(name)
        })
        say('testing')
        await testAdded(config, context, steps, takeBack)
        say('added')
        printAdded(config, added, context)
      },
    },
  ])
  return exitCodes.done
}

/** @throws what the work throws, once nothing is left of what was added */
async function orTakeBack(takeBack: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await takeBack()
    throw error instanceof ProjectError
      ? new ProjectError(`${error.message}\nNothing of it was kept.`)
      : error
  }
}

/** @throws ProjectError that says what is there and what can be done with it, where a test fails */
async function testAdded(
  { name, package: packageName }: ApiConfig,
  { signal }: CommandContext,
  steps: WorkspaceSteps,
  takeBack: () => Promise<void>,
): Promise<void> {
  try {
    await steps.test(packageName)
  } catch (error) {
    if (signal.aborted) await takeBack()
    if (signal.aborted || !(error instanceof ProjectError)) throw error
    const folder = packagePath(packageName)
    throw new ProjectError(
      `${error.message}\n${name} is added all the same: schemas/${name}, ${folder} and its changeset are there. ` +
        `Mend it and run \`pnpm test ${folder}\`, or take it out by \`pnpm gen remove ${name}\`.`,
    )
  }
}

type Place = { readonly url: string } | { readonly from: string }

async function placeOf(flags: AddFlags, questions: Questions | undefined): Promise<Place> {
  const { url, from } = flags
  if (url !== undefined && from !== undefined) throw new UsageError('--url and --from exclude each other.')
  if (url !== undefined) return { url: filled(url, '--url', 'a URL') }
  if (from !== undefined) return { from: filled(from, '--from', 'a file') }
  const answer = await questions?.source()
  if (!answer) throw new UsageError('add needs --url URL or --from FILE.')
  return isUrl(answer) ? { url: answer } : { from: answer }
}

interface ReadSpec extends StorableSpec {
  /** Where it was fetched, and is fetched from from now on. */
  readonly url: string | undefined
}

async function readDocument(
  place: Place,
  headers: Readonly<Record<string, string>> | undefined,
  { pipeline, signal, workingFolder }: CommandContext,
  say: (text: string) => void,
): Promise<ReadSpec> {
  say('reading the document')
  const found =
    'url' in place
      ? await findDocument(place.url, signal, headers)
      : { source: readSource(resolve(workingFolder, place.from), place.from), url: undefined }
  const spec = await pipeline.prepareSpec(found.source)
  say(`found ${found.source.file}`)
  return { ...spec, url: found.url }
}

/** What the configuration says of where the API and its document are. */
async function addressOf(
  { text, url }: ReadSpec,
  headers: Readonly<Record<string, string>> | undefined,
  flags: AddFlags,
  questions: Questions | undefined,
): Promise<Partial<ApiConfig>> {
  const { pathPrefix, ...found } = serverAddress(JSON.parse(text) as JsonObject, url)
  const baseUrl = flags.baseUrl ?? found.baseUrl ?? (await questions?.baseUrl())
  return {
    ...(url !== undefined && { server: { url, ...(headers && { headers }) } }),
    ...(baseUrl && { baseUrl }),
    ...(pathPrefix !== undefined && { pathPrefix }),
  }
}

function printAdded(config: ApiConfig, added: AddedApi, context: CommandContext): void {
  const { name, package: packageName, client, baseUrl, baseUrlVariable } = config
  for (const line of noticeLines(added.notices)) context.remark(line)
  context.print(
    [
      `added ${name}: ${packagePath(packageName)} (${count(added.operations, 'operation')}, class ${client})`,
      `base URL: ${baseUrl ?? `none; callers pass baseUrl or set ${baseUrlVariable}`}`,
      `next: read schemas/${name}/api.config.ts, then commit; \`pnpm gen check\` keeps it in step.`,
    ].join('\n'),
  )
}
