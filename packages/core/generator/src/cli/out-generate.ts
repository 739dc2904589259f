import { relative, resolve } from 'node:path'
import type { ApiConfig } from '../config.ts'
import { checkConfig } from '../project/config.ts'
import { messageOf, UsageError } from '../project/errors.ts'
import { generateInto } from '../project/out-folder.ts'
import { type OutLock, openedSource, outLockName, readOutLock } from '../project/out-lock.ts'
import type { SourceText } from '../project/pipeline.ts'
import { defaultClient, defaultPackage } from '../project/scaffold/api-names.ts'
import { readFileOrUrl } from '../project/source.ts'
import { isUrl } from '../project/spec-url.ts'
import type { CommandContext } from './context.ts'
import { filled, headersOf, outFolder } from './flags.ts'
import { noticeLines } from './results.ts'
import { exitCodes } from './run-program.ts'
import { count } from './table.ts'

export interface OutGenerateFlags {
  readonly out: string
  readonly name?: string
  readonly client?: string
  readonly baseUrl?: string
  readonly header?: readonly string[]
}

/** `driftless generate`: what a flag does not say, the folder remembers. */
export async function outGenerateCommand(
  document: string | undefined,
  flags: OutGenerateFlags,
  context: CommandContext,
): Promise<number> {
  const { pipeline, signal, workingFolder } = context
  const folder = outFolder(flags.out, workingFolder)
  const lock = readOutLock(folder)
  const { origin, shown } = sourceFor(document, folder, lock, flags, workingFolder)
  const headers = flags.header === undefined ? lock?.headers : headersOf(flags.header)
  const source = await readFileOrUrl(origin, shown, signal, headers)
  const config = await configFor(source, flags, lock, context)
  const result = await generateInto(folder, { source, origin, headers, config, pipeline, signal })
  for (const line of noticeLines(result.notices)) context.remark(line)
  if (isUrl(origin) && new URL(origin).search !== '' && document !== undefined) {
    const kept = `${flags.out}/${outLockName} keeps the query of the URL`
    context.remark(
      `note: ${kept}; if it holds a secret, send that with --header 'Name: \${VARIABLE}' instead.`,
    )
  }
  const done = result.drifts.length === 0 ? 'in step' : `${count(result.files, 'file')} written`
  context.print(`${flags.out}: ${done} (${count(result.operations, 'operation')}, class ${config.client})`)
  return exitCodes.done
}

function sourceFor(
  document: string | undefined,
  folder: string,
  lock: OutLock | undefined,
  flags: OutGenerateFlags,
  workingFolder: string,
): { readonly origin: string; readonly shown: string } {
  if (document === undefined) {
    if (lock === undefined) {
      throw new UsageError(`${flags.out} remembers no document yet; name a file or URL.`)
    }
    const origin = openedSource(lock, folder)
    return { origin, shown: isUrl(origin) ? origin : relative(workingFolder, origin) }
  }
  filled(document, 'generate', 'a file or URL')
  return { origin: isUrl(document) ? document : resolve(workingFolder, document), shown: document }
}

async function configFor(
  source: SourceText,
  flags: OutGenerateFlags,
  lock: OutLock | undefined,
  context: CommandContext,
): Promise<ApiConfig> {
  const remembered = flags.name === undefined ? lock?.options : undefined
  const name = remembered?.name ?? kebab(flags.name ?? (await titleOf(source, context)))
  const package_ = remembered?.package ?? defaultPackage(name)
  const client = flags.client ?? remembered?.client ?? defaultClient(package_)
  const baseUrl = flags.baseUrl ?? lock?.options.baseUrl
  try {
    return checkConfig(
      { ...remembered, name, package: package_, client, ...(baseUrl !== undefined && { baseUrl }) },
      'the command line',
    )
  } catch (error) {
    throw new UsageError(`${messageOf(error)} Use --name and --client.`)
  }
}

async function titleOf(source: SourceText, context: CommandContext): Promise<string> {
  const { document } = await context.pipeline.buildDocument(source)
  const info = document.json.info
  const title = typeof info === 'object' && info !== null && 'title' in info ? info.title : undefined
  return typeof title === 'string' ? title : ''
}

function kebab(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
  return words.replace(/[^a-z0-9]+/g, '-').replace(/^[-0-9]+|-+$/g, '')
}
