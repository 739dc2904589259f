import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type ts from 'typescript'
import type { TypeScript } from './release/typescript.ts'

/** Files of a program that stand nowhere on the disk, and what the packages that they import are. */
export interface ProgramInput {
  /** Text by absolute path, with `/`. */
  readonly files: ReadonlyMap<string, string>
  /** Path of the file that a module name stands for in a file, where it is one of ours. */
  readonly resolve: (name: string, from: string) => string | undefined
}

/** The compiler at work on a program. */
export interface Compiler {
  readonly typescript: TypeScript
  readonly checker: ts.TypeChecker
}

/** Flags under which clients promise to compile. */
const flags = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }

const libraries = ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable']

/** Files of the disk by path: the platform's declarations and the runtime's are read and parsed once. */
const parsed: Map<string, ts.SourceFile> = new Map()

/** Where on the disk modules were found: all programs have the same options. */
let resolutions: ts.ModuleResolutionCache | undefined

/** Makes a program of files in memory; the runtime that they import is the present one. */
export function programOf(typescript: TypeScript, { files, resolve }: ProgramInput): ts.Program {
  const options: ts.CompilerOptions = {
    ...flags,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: typescript.ScriptTarget.ES2022,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    customConditions: ['@driftless/source'],
    lib: libraries.map((name) => `lib.${name}.d.ts`),
    types: [],
  }
  const host = typescript.createCompilerHost(options)
  const readFile = host.getSourceFile
  host.getSourceFile = (path, language, ...rest) => {
    const text = files.get(path)
    if (text !== undefined) return typescript.createSourceFile(path, text, language)
    const known = parsed.get(path) ?? readFile(path, language, ...rest)
    if (known !== undefined) parsed.set(path, known)
    return known
  }
  const { fileExists, readFile: readText } = host
  host.fileExists = (path) => files.has(path) || fileExists(path)
  host.readFile = (path) => files.get(path) ?? readText(path)
  resolutions ??= typescript.createModuleResolutionCache('/', (path) => path, options)
  host.resolveModuleNameLiterals = (names, from) =>
    names.map(({ text }) => {
      const own = ownFile(files, text, from) ?? resolve(text, from)
      if (own !== undefined) {
        return {
          resolvedModule: {
            resolvedFileName: own,
            extension: extensionOf(own),
            resolvedUsingTsExtension: false,
          },
        }
      }
      // What a client imports is looked for from here, where its runtime is a dependency.
      const place = files.has(from) ? fileURLToPath(import.meta.url) : from
      return typescript.resolveModuleName(text, place, options, host, resolutions)
    })
  return typescript.createProgram({ rootNames: [...files.keys()], options, host })
}

function ownFile(files: ReadonlyMap<string, string>, name: string, from: string): string | undefined {
  if (!name.startsWith('.') || !files.has(from)) return undefined
  const path = posix.join(posix.dirname(from), name).replace(/\.js$/, '.d.ts')
  return files.has(path) ? path : undefined
}

function extensionOf(path: string): string {
  return path.endsWith('.d.ts') ? '.d.ts' : '.ts'
}
