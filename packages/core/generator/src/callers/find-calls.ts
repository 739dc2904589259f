import { readFileSync, realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { LanguageService, Node, SourceFile } from 'typescript'
import { callersRoot, countComponents, findProjects, type TypeScriptProject } from './projects.ts'
import { type TypeScript, typeScriptOf } from './typescript.ts'

/** A place in someone's own code that uses an operation. */
export interface OwnCall {
  /** Path with `/`, from the folder that paths are shown from. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number
  /** Name of the function, such as `getRun`. */
  readonly operation: string
  /** The line, without the space around it. */
  readonly text: string
}

export interface CallSearch {
  readonly calls: readonly OwnCall[]
  /** How many `tsconfig*.json` were read; without any, calls cannot be known. */
  readonly projects: number
  /** How many files hold code that is not looked at, such as components of Vue and Svelte. */
  readonly unread: number
}

/**
 * Finds where code outside of a generated folder uses some of its operations, as functions or as methods of the class
 * client, by the language service of TypeScript: under any name that an import gives them, and whatever wraps them.
 *
 * @param folder absolute path of the generated client
 * @param operations names of the functions
 * @param shownFrom folder that paths in the result are relative to
 */
export async function findCalls(
  folder: string,
  operations: readonly string[],
  shownFrom: string,
): Promise<CallSearch> {
  const place = realpathSync(folder)
  const root = callersRoot(place)
  const typescript = await typeScriptOf(place)
  const projects = findProjects(typescript, root)
  const calls = new Map<string, OwnCall>()
  for (const project of projects) {
    const search = new ProjectSearch(typescript, project, place)
    for (const operation of operations) {
      for (const { file, position } of search.usesOf(operation)) {
        const call = ownCall(typescript, file, position, operation, realpathSync(shownFrom))
        calls.set(`${call.file}:${call.line}:${call.column}`, call)
      }
    }
    search.dispose()
  }
  return {
    calls: [...calls.values()].sort(byPlace),
    projects: projects.length,
    unread: countComponents(root),
  }
}

interface Use {
  readonly file: SourceFile
  readonly position: number
}

/** References in one project; each `tsconfig.json` may see the same files with other eyes. */
class ProjectSearch {
  readonly #typescript: TypeScript
  readonly #service: LanguageService
  readonly #folder: string

  constructor(typescript: TypeScript, project: TypeScriptProject, folder: string) {
    this.#typescript = typescript
    this.#service = languageService(typescript, project)
    this.#folder = folder.replaceAll(sep, '/')
  }

  dispose(): void {
    this.#service.dispose()
  }

  /** Where code outside of the folder uses a function, or the method that calls it. */
  usesOf(operation: string): Use[] {
    const declared = this.#declaration(operation)
    if (declared === undefined) return []
    const found: Use[] = []
    for (const use of this.#references(declared)) {
      if (!this.#isGenerated(use.file)) found.push(use)
      else if (use.file.fileName.includes('/resources/')) found.push(...this.#usesOfMethodAround(use))
    }
    return found.filter((use) => !this.#isImport(use))
  }

  #usesOfMethodAround({ file, position }: Use): Use[] {
    let node: Node | undefined = nodeAt(this.#typescript, file, position)
    while (node !== undefined && !this.#typescript.isMethodDeclaration(node)) node = node.parent
    if (node === undefined) return []
    return this.#references({ file, position: node.name.getStart(file) }).filter(
      (use) => !this.#isGenerated(use.file),
    )
  }

  /** The function of a name in `operations/`. */
  #declaration(operation: string): Use | undefined {
    for (const file of this.#service.getProgram()?.getSourceFiles() ?? []) {
      if (!file.fileName.startsWith(`${this.#folder}/operations/`)) continue
      for (const statement of file.statements) {
        if (!this.#typescript.isFunctionDeclaration(statement) || statement.name?.text !== operation) continue
        return { file, position: statement.name.getStart(file) }
      }
    }
    return undefined
  }

  #references({ file, position }: Use): Use[] {
    const program = this.#service.getProgram()
    const groups = this.#service.findReferences(file.fileName, position) ?? []
    return groups.flatMap(({ references }) =>
      references.flatMap(({ fileName, textSpan, isDefinition }): Use[] => {
        const source = program?.getSourceFile(fileName)
        return source === undefined || isDefinition ? [] : [{ file: source, position: textSpan.start }]
      }),
    )
  }

  #isGenerated(file: SourceFile): boolean {
    return file.fileName.startsWith(`${this.#folder}/`)
  }

  /** An import or an export passes a name on, and uses nothing. */
  #isImport({ file, position }: Use): boolean {
    let node: Node | undefined = nodeAt(this.#typescript, file, position)
    for (; node !== undefined; node = node.parent) {
      if (this.#typescript.isImportDeclaration(node) || this.#typescript.isExportDeclaration(node))
        return true
    }
    return false
  }
}

function languageService(
  typescript: TypeScript,
  { file, fileNames, options }: TypeScriptProject,
): LanguageService {
  const { sys } = typescript
  return typescript.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...fileNames],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) =>
      sys.fileExists(name) ? typescript.ScriptSnapshot.fromString(readFileSync(name, 'utf8')) : undefined,
    getCurrentDirectory: () => file.slice(0, file.lastIndexOf(sep)),
    getDefaultLibFileName: (given) => typescript.getDefaultLibFilePath(given),
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    readDirectory: sys.readDirectory,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    ...(sys.realpath !== undefined && { realpath: sys.realpath }),
  })
}

/** The innermost node at a position. */
function nodeAt(typescript: TypeScript, file: SourceFile, position: number): Node {
  let found: Node = file
  const visit = (node: Node): void => {
    if (position < node.getStart(file) || position >= node.getEnd()) return
    found = node
    typescript.forEachChild(node, visit)
  }
  typescript.forEachChild(file, visit)
  return found
}

function ownCall(
  typescript: TypeScript,
  file: SourceFile,
  position: number,
  operation: string,
  shownFrom: string,
): OwnCall {
  const { line, character } = typescript.getLineAndCharacterOfPosition(file, position)
  const text = file.text.split('\n')[line]?.trim() ?? ''
  const shown = relative(shownFrom, file.fileName).replaceAll('\\', '/')
  return { file: shown, line: line + 1, column: character + 1, operation, text }
}

function byPlace(a: OwnCall, b: OwnCall): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
