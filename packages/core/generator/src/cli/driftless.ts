import { relative, resolve } from 'node:path'
import { Command } from 'commander'
import type { ApiConfig } from '../config.ts'
import { SpecError } from '../document/errors.ts'
import { checkConfig } from '../project/config.ts'
import { messageOf, ProjectError, UsageError } from '../project/errors.ts'
import { checkOutFolder, findOutFolders, generateInto, type OutCheck } from '../project/out-folder.ts'
import type { SourceText } from '../project/pipeline.ts'
import { readFileOrUrl } from '../project/source.ts'
import { unifiedDiff } from '../project/unified-diff.ts'
import { readToolVersions } from '../project/versions.ts'
import { driftLines } from './check-text.ts'
import type { CommandContext } from './context.ts'
import { filled, outFolder } from './flags.ts'
import { noticeLines } from './results.ts'
import { exitCodes, type Report } from './run-program.ts'
import { count } from './table.ts'

interface GenerateFlags {
  readonly out: string
  readonly name?: string
  readonly client?: string
  readonly baseUrl?: string
}

/** The `driftless` command: a client in one's own tree, without a repository of clients around it. */
export function driftlessProgram(context: CommandContext, report: Report): Command {
  return new Command('driftless')
    .description('Generates TypeScript API clients from OpenAPI documents, and checks that they are in step.')
    .version(readToolVersions().generator)
    .helpCommand(false)
    .addCommand(
      new Command('generate')
        .description('Generates a client into a folder.')
        .argument('<document>', 'file or URL of an OpenAPI document, JSON or YAML')
        .requiredOption('--out <folder>', 'new, empty, or generated before')
        .option('--name <name>', 'name of the API, such as petstore; default: from the title')
        .option('--client <class>', 'name of the client class; default: from the name')
        .option('--base-url <url>', 'base URL used where the caller gives none')
        .action(async (document: string, flags: GenerateFlags) => {
          report(await generate(document, flags, context))
        }),
    )
    .addCommand(
      new Command('check')
        .description('Fails where a generated client is not what would be generated; writes nothing.')
        .argument('[folder...]', 'default: every one below this folder')
        .action(async (folders: string[]) => {
          report(await check(folders, context))
        }),
    )
}

async function generate(document: string, flags: GenerateFlags, context: CommandContext): Promise<number> {
  const { pipeline, signal, workingFolder } = context
  const folder = outFolder(flags.out, workingFolder)
  filled(document, 'generate', 'a file or URL')
  const source = await readFileOrUrl(resolve(workingFolder, document), document, signal)
  const config = await configFor(source, flags, context)
  const result = await generateInto(folder, { source, config, pipeline, signal })
  for (const line of noticeLines(result.notices)) context.remark(line)
  const done = result.drifts.length === 0 ? 'in step' : `${count(result.files, 'file')} written`
  context.print(`${flags.out}: ${done} (${count(result.operations, 'operation')}, class ${config.client})`)
  return exitCodes.done
}

async function configFor(
  source: SourceText,
  flags: GenerateFlags,
  context: CommandContext,
): Promise<ApiConfig> {
  const name = kebab(flags.name ?? (await titleOf(source, context)))
  const package_ = name.endsWith('api') ? name : `${name}-api`
  const client = flags.client ?? pascal(package_)
  try {
    return checkConfig(
      { name, package: package_, client, ...(flags.baseUrl !== undefined && { baseUrl: flags.baseUrl }) },
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

function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase())
}

async function check(folders: readonly string[], context: CommandContext): Promise<number> {
  const { workingFolder, pipeline } = context
  const found =
    folders.length > 0
      ? folders.map((folder) => resolve(workingFolder, folder))
      : findOutFolders(workingFolder)
  if (found.length === 0) {
    throw new UsageError(`No folder below ${workingFolder} was made by \`driftless generate\`; name one.`)
  }
  let code: number = exitCodes.done
  for (const folder of found) {
    const shown = relative(workingFolder, folder) || '.'
    try {
      const result = await checkOutFolder(folder, pipeline)
      context.print(outCheckText(result, shown))
      if (result.drifts.length > 0) code = exitCodes.failed
    } catch (error) {
      // A folder that cannot be looked at must not hide what is wrong with the others.
      if (!(error instanceof ProjectError || error instanceof SpecError)) throw error
      context.remark(`error: ${error.message}`)
      code = exitCodes.failed
    }
  }
  return code
}

function outCheckText(result: OutCheck, shown: string): string {
  const { drifts, operations, files } = result
  if (drifts.length === 0)
    return `${shown}: in step (${count(operations, 'operation')}, ${count(files, 'file')})`
  const found = [`Fix: ${commandFor(result, shown)}`, `${shown}: out of step\n${driftLines(drifts)}`]
  return [...found, unifiedDiff(drifts)].filter((section) => section !== '').join('\n\n')
}

/** The command that makes a folder again. Of a file's path only the name is known: a lock says nothing of places. */
function commandFor({ source, config }: OutCheck, shown: string): string {
  const names = ['--name', config.name, '--client', config.client]
  const baseUrl = config.baseUrl === undefined ? [] : ['--base-url', config.baseUrl]
  const words = ['npx', 'driftless', 'generate', source, '--out', shown, ...names, ...baseUrl]
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word}"`)).join(' ')
}
