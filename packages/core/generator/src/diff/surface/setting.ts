import type ts from 'typescript'
import { entriesOf, entryFile } from '../entries.ts'
import { type Compiler, programOf } from '../program.ts'
import type { TypeScript } from '../release/typescript.ts'
import type { Release } from '../types.ts'
import { publicView } from './public-view.ts'

/** One of the two clients as the compiler sees it. */
export interface Side {
  readonly release: Release
  /** Folder of its declarations in the program. */
  readonly folder: string
  /** Exports by name of each entry, by file name without ending; what is re-exported stands for what it is. */
  readonly exports: ReadonlyMap<string, ReadonlyMap<string, ts.Symbol>>
}

/** Both clients in one program, so that their types can be compared. */
export interface Setting extends Compiler {
  readonly program: ts.Program
  readonly old: Side
  readonly next: Side
}

/** Paths of the last release's usage file, as it stands beside each of the two clients. */
export const usageFiles = { old: '/old.usage.ts', next: '/new.usage.ts' }

/**
 * Loads both clients, and a usage file of the old one beside each of them.
 *
 * @param usage the old one's, or a part of it
 */
export function makeSetting(
  typescript: TypeScript,
  old: Release,
  next: Release,
  usage: string = old.usage,
): Setting {
  const files = new Map([
    ...viewOf(typescript, old, '/old'),
    ...viewOf(typescript, next, '/new'),
    [usageFiles.old, usage] as const,
    // The class is what every call goes through: that it has another name is said once.
    [usageFiles.next, underNewName(usage, old.client, next.client)] as const,
  ])
  const program = programOf(typescript, {
    files,
    resolve(name, from) {
      const [release, folder] = from === usageFiles.next ? [next, '/new'] : [old, '/old']
      // The usage file imports by the name that the package had.
      const file = entryFile({ declarations: release.declarations, package: old.package }, name)
      return file === undefined ? undefined : `${folder}/${file}`
    },
  })
  const checker = program.getTypeChecker()
  const side = (release: Release, folder: string): Side => ({
    release,
    folder,
    exports: new Map(
      entriesOf(release).map((entry) => [entry, exportsOf(typescript, program, `${folder}/${entry}.d.ts`)]),
    ),
  })
  return { typescript, program, checker, old: side(old, '/old'), next: side(next, '/new') }
}

function underNewName(usage: string, from: string, to: string): string {
  return usage.replace(/\bmain\.([\w$]+)/g, (whole, name) => (name === from ? `main.${to}` : whole))
}

function viewOf(typescript: TypeScript, release: Release, folder: string): [path: string, text: string][] {
  return [...release.declarations].map(([path, text]) => [`${folder}/${path}`, publicView(typescript, text)])
}

export function exportsOf(typescript: TypeScript, program: ts.Program, path: string): Map<string, ts.Symbol> {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(path)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) return new Map()
  const { SymbolFlags } = typescript
  return new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const target = symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return [symbol.name, target]
    }),
  )
}

/** The type of instances of the client class. */
export function clientType({ checker }: Setting, { release, exports }: Side): ts.Type | undefined {
  const symbol = exports.get('index')?.get(release.client)
  return symbol && checker.getDeclaredTypeOfSymbol(symbol)
}
