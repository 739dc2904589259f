import { SourceMap } from 'node:module'
import { loadTypeScript, type TypeScript } from './typescript.ts'

/** What the modules of a package declare. */
export interface Declarations {
  /** Text by path below `src/`, such as `operations/runs.d.ts`. */
  readonly declarations: ReadonlyMap<string, string>
  /** For each line of a declaration file, the line of its source. */
  readonly sourceLines: ReadonlyMap<string, readonly number[]>
}

/**
 * Makes the declarations of generated modules, each from its own text: generated code says the type of everything
 * that it exports.
 *
 * @param files text by path in the package; what is not a module below `src/` is left out
 * @throws Error where a module leaves a type to be inferred
 */
export async function declarationsOf(files: ReadonlyMap<string, string>): Promise<Declarations> {
  const typescript = await loadTypeScript()
  const declarations = new Map<string, string>()
  const sourceLines = new Map<string, readonly number[]>()
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path.startsWith('src/') || !path.endsWith('.ts')) continue
    const { declaration, map } = transpile(typescript, path, text)
    const name = `${path.slice('src/'.length, -'.ts'.length)}.d.ts`
    declarations.set(name, declaration)
    sourceLines.set(name, linesOf(declaration, map))
  }
  return { declarations, sourceLines }
}

function transpile(typescript: TypeScript, path: string, text: string) {
  const { ScriptTarget, ModuleKind } = typescript
  const { outputText, sourceMapText, diagnostics } = typescript.transpileDeclaration(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      declaration: true,
      declarationMap: true,
      isolatedDeclarations: true,
      target: ScriptTarget.ES2022,
      module: ModuleKind.ESNext,
    },
  })
  const [problem] = diagnostics ?? []
  if (problem !== undefined) {
    const message = typescript.flattenDiagnosticMessageText(problem.messageText, '\n')
    throw new Error(`The declarations of ${path} cannot be made: ${message}`)
  }
  return { declaration: outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n'), map: sourceMapText }
}

/** A line without an entry of its own stands with the one before it. */
function linesOf(declaration: string, map: string | undefined): number[] {
  const sourceMap = new SourceMap(JSON.parse(map ?? '{"version":3,"sources":[],"mappings":""}'))
  let last = 1
  return declaration.split('\n').map((line, index) => {
    const entry = sourceMap.findEntry(index, Math.max(line.search(/\S/), 0))
    if ('originalLine' in entry && entry.generatedLine === index) last = entry.originalLine + 1
    return last
  })
}
