import { dirname, join } from 'node:path'
import ts from 'typescript'

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  skipLibCheck: true,
}

const root = join(import.meta.dirname, 'virtual')

/**
 * Compiles files that exist in memory only and returns the messages of everything that TypeScript refuses.
 *
 * @param files text by path, such as `types.ts`; they import each other as `./types.js`
 */
export function compile(files: Readonly<Record<string, string>>): string[] {
  const virtual = new Map(Object.entries(files).map(([path, text]) => [join(root, path), text]))
  virtual.set(join(root, 'package.json'), '{ "type": "module" }')
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  const folders = new Set([...virtual.keys()].map((path) => dirname(path)))
  host.fileExists = (path) => virtual.has(path) || fileExists(path)
  host.readFile = (path) => virtual.get(path) ?? readFile(path)
  host.directoryExists = (path) => folders.has(path) || ts.sys.directoryExists(path)
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = virtual.get(path)
    if (text === undefined) return getSourceFile(path, languageVersion, ...rest)
    return ts.createSourceFile(path, text, languageVersion)
  }
  const roots = [...virtual.keys()].filter((path) => path.endsWith('.ts'))
  const program = ts.createProgram(roots, options, host)
  const diagnostics = [...ts.getPreEmitDiagnostics(program), ...program.getDeclarationDiagnostics()]
  return [...new Set(diagnostics.map(describeDiagnostic))]
}

function describeDiagnostic({ file, start, messageText }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n')
  if (file === undefined || start === undefined) return message
  const { line } = file.getLineAndCharacterOfPosition(start)
  const source = file.text.split('\n')[line]?.trim()
  return `${file.fileName.slice(root.length + 1)}: ${source}: ${message}`
}

/** Lines at the top of a file that checks types: `Equal<A, B>` is `true` for types that are the same. */
export const typeHelpers = `type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false
export function same<_Check extends true>(): void {}
`
