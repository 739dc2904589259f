import type ts from 'typescript'
import type { SourcePosition } from '../types.ts'
import type { Side } from './setting.ts'

/** Where a symbol is declared, as users find it: in the sources of the client, or in the stored declarations. */
export function positionOf(side: Side, symbol: ts.Symbol | undefined): SourcePosition | undefined {
  const node = symbol?.valueDeclaration ?? symbol?.declarations?.[0]
  return node && positionOfNode(side, node)
}

export function positionOfNode({ release, folder }: Side, node: ts.Node): SourcePosition | undefined {
  const source = node.getSourceFile()
  if (!source.fileName.startsWith(`${folder}/`)) return undefined
  const file = source.fileName.slice(folder.length + 1)
  const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line
  const lines = release.sourceLines?.get(file)
  const name = lines === undefined ? file : file.replace(/\.d\.ts$/, '.ts')
  return { file: `${release.declarationsFolder}/${name}`, line: lines?.[line] ?? line + 1 }
}

/** Both positions of a change, as far as there are any. */
export function positions(
  old: SourcePosition | undefined,
  next: SourcePosition | undefined,
): { readonly old?: SourcePosition; readonly new?: SourcePosition } {
  return { ...(old && { old }), ...(next && { new: next }) }
}
