import { readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { ApiConfig } from '../../../src/config.ts'
import { buildDocument } from '../../../src/document/build.ts'
import { type GeneratedPackage, type GenerateInput, generatePackages } from '../../../src/generate.ts'
import { type CompilerError, lint, makeFolder, typeCheck } from './compile.ts'
import { examplesModule } from './examples.ts'
import { type LoopbackServer, startServer } from './server.ts'
import { type Snippet, snippets } from './snippets.ts'

/** One document per hard feature of the model, and those that only emitters care for. */
const specFolders = [join(import.meta.dirname, '../../specs'), join(import.meta.dirname, '../specs')]

/** What tests may do with a promise of a generated call. */
export interface LoosePromise extends Promise<unknown> {
  withResponse(): Promise<{ data: unknown; response: { status: number }; attempts: unknown[] }>
}

/** A generated module as tests use it: types are checked elsewhere, here everything goes. */
export type LooseFunction = (...given: unknown[]) => LoosePromise
export type LooseClient = Readonly<Record<string, Readonly<Record<string, LooseFunction>>>> & AsyncDisposable
export interface LooseModule {
  readonly operations: Readonly<Record<string, LooseFunction>> & {
    createClient(options: object): unknown
  }
  readonly main: Readonly<Record<string, unknown>> & {
    readonly Api: new (options: object) => LooseClient
    isError(error: unknown, operation: unknown, status?: unknown): boolean
  }
}

/** All golden specs: generated, type-checked together, bundled, beside a server that they call. */
export interface Golden {
  readonly packages: ReadonlyMap<string, GeneratedPackage>
  /** Errors of the compiler in generated files. */
  readonly errors: readonly CompilerError[]
  /** Errors of the compiler in each snippet, by its title. */
  readonly snippetErrors: ReadonlyMap<string, readonly CompilerError[]>
  /** What the repository's linter says. */
  readonly linted: { readonly output: string; readonly passed: boolean }
  readonly server: LoopbackServer
  module(name: string): Promise<LooseModule>
  /** The class client of a spec, pointed at the server. */
  client(name: string, options?: object): Promise<LooseClient>
  /** Calls `resource.method` of a new client. */
  call(name: string, method: string, ...given: unknown[]): Promise<unknown>
  /** Stops the server and removes the files. */
  end(): Promise<void>
}

/** Settings of single specs; all others have names only. */
const settings: Readonly<Record<string, Partial<ApiConfig>>> = {
  'int64-bigint': { int64: 'bigint' },
  envelopes: { validate: true },
  'nullable-3.0': { validate: true },
  pages: { validate: true },
  signed: { pathPrefix: '/api/v1', auth: { user_key: 'apiKey' } },
}

export function configOf(name: string): ApiConfig {
  return { name, package: `${name}-api`, client: 'Api', error: 'GoldenError', ...settings[name] }
}

/** Reads the golden specs; `int64` is there twice, once with bigints. */
export async function goldenInputs(): Promise<Map<string, GenerateInput>> {
  const inputs = new Map<string, GenerateInput>()
  const files = await Promise.all(
    specFolders.map(async (folder) => (await readdir(folder)).map((file) => join(folder, file))),
  )
  for (const file of files
    .flat()
    .filter((each) => each.endsWith('.yaml'))
    .sort()) {
    const name = basename(file, '.yaml')
    const text = await readFile(file, 'utf8')
    for (const each of name === 'int64' ? [name, 'int64-bigint'] : [name]) {
      const { document } = buildDocument({ text, file: basename(file) })
      inputs.set(each, {
        document: { ...document, file: `schemas/${each}/openapi.json` },
        config: configOf(each),
      })
    }
  }
  return inputs
}

/** Generates, checks and bundles everything; takes some seconds, so one test file does it once. */
export async function prepareGolden(): Promise<Golden> {
  const inputs = await goldenInputs()
  const generated = await generatePackages([...inputs.values()])
  const packages = new Map(
    [...inputs.keys()].map((name, index) => [name, generated[index] as GeneratedPackage]),
  )
  const files = new Map<string, string>([['package.json', '{ "type": "module" }']])
  for (const [name, generated] of packages) {
    files.set(`${name}/examples.ts`, examplesModule(generated))
    for (const [path, text] of generated.files) files.set(`${name}/${path}`, text)
    files.set(
      `${name}/bundle.ts`,
      `export * as main from './src/index.js'\nexport * as operations from './src/operations.js'\n`,
    )
  }
  for (const [index, { spec, code }] of snippets.entries()) files.set(`${spec}/snippet-${index}.ts`, code)
  const folder = await makeFolder(files)
  const linted = await lint(folder)
  const [errors] = await Promise.all([typeCheck(folder), bundle(folder, [...packages.keys()])])
  const server = await startServer()
  const load = async (name: string): Promise<LooseModule> =>
    (await import(
      /* @vite-ignore */ pathToFileURL(join(folder, 'bundles', `${name}.js`)).href
    )) as LooseModule
  const client = async (name: string, options?: object): Promise<LooseClient> =>
    new (await load(name)).main.Api({ baseUrl: server.url, maxRetries: 0, ...options })
  return {
    packages,
    errors: errors.filter(({ file }) => !isSnippet(file)),
    snippetErrors: new Map(
      snippets.map((snippet, index) => [snippet.title, errorsOf(snippet, index, errors)]),
    ),
    linted,
    server,
    module: load,
    client,
    async call(name, path, ...given) {
      const [resource = '', method = ''] = path.split('.')
      const found = (await client(name))[resource]
      if (found?.[method] === undefined) throw new Error(`the client of ${name} has no ${path}`)
      return found[method](...given)
    },
    async end() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function isSnippet(file: string): boolean {
  return /\/snippet-\d+\.ts$/.test(file)
}

function errorsOf({ spec }: Snippet, index: number, errors: readonly CompilerError[]): CompilerError[] {
  // Declarations of a user need not be isolated.
  return errors.filter(
    ({ file, message }) => file === `${spec}/snippet-${index}.ts` && !/^TS90\d\d:/.test(message),
  )
}

/** One file per spec, the runtime shared. */
async function bundle(folder: string, names: readonly string[]): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints: Object.fromEntries(names.map((name) => [name, join(folder, name, 'bundle.ts')])),
    outdir: join(folder, 'bundles'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    tsconfigRaw: {},
    conditions: ['@driftless/source'],
    logLevel: 'error',
  })
}
