import { loadTypeScript, type TypeScript } from '../release/typescript.ts'
import type { Change, Release, SourcePosition } from '../types.ts'

/** Files whose exports are the public ones, by the subpath that they are imported by. */
const entries = ['index', 'operations', 'streams', 'types', 'validate', 'testing']

/** What changed for those who compile against a client. */
export async function surfaceChanges(old: Release, next: Release): Promise<Change[]> {
  const typescript = await loadTypeScript()
  return entries.flatMap((entry) => {
    const before = exportsOf(typescript, old, entry)
    const after = exportsOf(typescript, next, entry)
    const names = [...new Set([...before.keys(), ...after.keys()])].sort()
    return names.flatMap((name): Change[] => {
      const [from, to] = [before.get(name), after.get(name)]
      const where = entry === 'index' ? '' : ` from \`${next.package}/${entry}\``
      if (from !== undefined && to === undefined) {
        const message = `is no longer exported${where}`
        return [{ bump: 'major', side: 'surface', code: 'export-removed', subject: name, message, old: from }]
      }
      if (from === undefined && to !== undefined) {
        const message = `is exported${where}`
        return [{ bump: 'minor', side: 'surface', code: 'export-added', subject: name, message, new: to }]
      }
      return []
    })
  })
}

function exportsOf(typescript: TypeScript, release: Release, entry: string): Map<string, SourcePosition> {
  const text = release.declarations.get(`${entry}.d.ts`) ?? ''
  const source = typescript.createSourceFile(entry, text, typescript.ScriptTarget.ES2022, true)
  const found = new Map<string, SourcePosition>()
  const visit = (node: import('typescript').Node): void => {
    if (typescript.isExportSpecifier(node))
      found.set(node.name.text, positionOf(release, `${entry}.d.ts`, source, node))
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function positionOf(
  release: Release,
  file: string,
  source: import('typescript').SourceFile,
  node: import('typescript').Node,
): SourcePosition {
  const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line
  const lines = release.sourceLines?.get(file)
  return lines === undefined
    ? { file: `${release.declarationsFolder}/${file}`, line: line + 1 }
    : {
        file: `${release.declarationsFolder}/${file.replace(/\.d\.ts$/, '.ts')}`,
        line: lines[line] ?? line + 1,
      }
}
