import type ts from 'typescript'
import type { TypeScript } from '../release/typescript.ts'

/**
 * Blanks out what users cannot reach in a declaration file: two classes with a private member are never assignable to
 * each other, however alike they are. Lines stay where they are.
 */
export function publicView(typescript: TypeScript, text: string): string {
  if (!/#private|\b(?:private|protected)\b/.test(text)) return text
  const source = typescript.createSourceFile('view.d.ts', text, typescript.ScriptTarget.ES2022)
  let view = text
  const visit = (node: ts.Node): void => {
    if (typescript.isClassDeclaration(node)) {
      for (const member of node.members) {
        if (isHidden(typescript, member)) view = blank(view, member.getStart(source), member.end)
      }
    }
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return view
}

function isHidden(typescript: TypeScript, member: ts.ClassElement): boolean {
  const { SyntaxKind } = typescript
  if (member.name !== undefined && typescript.isPrivateIdentifier(member.name)) return true
  const modifiers = typescript.canHaveModifiers(member) ? typescript.getModifiers(member) : undefined
  return (modifiers ?? []).some(
    ({ kind }) => kind === SyntaxKind.PrivateKeyword || kind === SyntaxKind.ProtectedKeyword,
  )
}

function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end)
}
