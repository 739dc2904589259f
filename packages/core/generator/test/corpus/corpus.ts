import { readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type { ApiConfig } from '../../src/config.ts'
import { buildDocument } from '../../src/document/build.ts'
import { SpecError } from '../../src/document/errors.ts'
import { type EmittedFiles, emitFiles } from '../../src/emit/files.ts'
import { formatFiles } from '../../src/format.ts'
import { buildModel } from '../../src/model/build.ts'
import { lint, makeFolder, typeCheck } from '../golden/support/compile.ts'

const require = createRequire(import.meta.url)

/** A public document by the name that reports show, such as `oas-examples/3.0/json/petstore.json`. */
export interface CorpusDocument {
  readonly name: string
  readonly path: string
}

/** What became of one document. */
export interface CorpusResult {
  readonly name: string
  readonly operations: number
  /** Why it was refused, with the JSON pointer. */
  readonly refused?: { readonly pointer: string | undefined; readonly message: string }
  /** Errors of the compiler in its package. */
  readonly errors: readonly string[]
  readonly notices: number
}

/** Every JSON document of @readme/oas-examples. */
export async function exampleDocuments(): Promise<CorpusDocument[]> {
  const folder = dirname(require.resolve('@readme/oas-examples/package.json'))
  const paths: string[] = []
  for (const version of ['2.0', '3.0', '3.1']) {
    const names = await readdir(join(folder, version, 'json'), { recursive: true })
    paths.push(...names.filter((name) => name.endsWith('.json')).map((name) => join(version, 'json', name)))
  }
  return paths
    .map((path) => ({ name: `oas-examples/${path.split(sep).join('/')}`, path: join(folder, path) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Documents of @octokit/openapi by file name, such as `api.github.com.json`. */
export function githubDocuments(...names: readonly string[]): CorpusDocument[] {
  const folder = dirname(require.resolve('@octokit/openapi/package.json'))
  return names.map((name) => ({ name: `octokit/${name}`, path: join(folder, 'generated', name) }))
}

export interface CorpusRun {
  readonly results: readonly CorpusResult[]
  /** What the repository's formatter and linter say to all packages; empty where they are content. */
  readonly lint: string
}

/**
 * Generates the packages of all documents, and type-checks and lints them in one run each.
 *
 * @param say told what is being done, one line per step
 */
export async function runCorpus(
  documents: readonly CorpusDocument[],
  say: (line: string) => void = () => {},
): Promise<CorpusRun> {
  const made: (CorpusResult & { emitted?: EmittedFiles })[] = []
  for (const document of documents) {
    say(`generating ${document.name}`)
    made.push(await generate(document))
  }
  const files = new Map<string, string>([['package.json', '{ "type": "module" }']])
  for (const [index, { emitted }] of made.entries()) {
    for (const [path, text] of emitted?.unformatted ?? []) files.set(`${index}/${path}`, text)
  }
  say(`formatting ${files.size} files`)
  const folder = await makeFolder(await formatFiles(files))
  try {
    say('linting')
    const { output, passed } = await lint(folder)
    say('type-checking')
    const errors = await typeCheck(folder)
    const results = made.map(({ emitted: _emitted, ...result }, index) => ({
      ...result,
      errors: errors
        .filter(({ file }) => file.startsWith(`${index}/`) || (file === '' && index === 0))
        .map(({ file, line, message }) => `${file}:${line}: ${message}`),
    }))
    return { results, lint: passed ? '' : output }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function generate({ name, path }: CorpusDocument): Promise<CorpusResult & { emitted?: EmittedFiles }> {
  const config: ApiConfig = { name: 'corpus', package: 'corpus-api', client: 'CorpusApi' }
  try {
    const { document, notices } = buildDocument({ text: await readFile(path, 'utf8'), file: name })
    const model = await buildModel(document, config)
    const operations = model.resources.reduce((sum, resource) => sum + resource.operations.length, 0)
    const emitted = emitFiles(model, document, config)
    return { name, operations, errors: [], notices: notices.length + model.notices.length, emitted }
  } catch (error) {
    if (!(error instanceof SpecError)) throw new Error(`${name} broke the generator`, { cause: error })
    const refused = { pointer: error.pointer, message: error.problems[0]?.message ?? error.message }
    return { name, operations: 0, errors: [], notices: 0, refused }
  }
}

/** One line for people: how many documents and operations, and how many were refused. */
export function summary(results: readonly CorpusResult[]): string {
  const generated = results.filter(({ refused, errors }) => refused === undefined && errors.length === 0)
  const refused = results.filter(({ refused }) => refused !== undefined)
  const broken = results.length - generated.length - refused.length
  const operations = generated.reduce((sum, result) => sum + result.operations, 0)
  return (
    `${results.length} documents: ${generated.length} generate and type-check (${operations} operations), ` +
    `${refused.length} refused with a reason, ${broken} do not type-check`
  )
}
