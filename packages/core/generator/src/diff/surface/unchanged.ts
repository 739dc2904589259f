import type ts from 'typescript'
import type { TypeScript } from '../release/typescript.ts'
import type { Release } from '../types.ts'

/**
 * Names of the types that both clients declare by the same text, with everything that they mention. Most types of a
 * large client are, and none of them needs a comparison.
 */
export function unchangedTypes(typescript: TypeScript, old: Release, next: Release): ReadonlySet<string> {
  const [before, after] = [declaredTypes(typescript, old), declaredTypes(typescript, next)]
  const changed = new Set([...before.keys()].filter((name) => before.get(name) !== after.get(name)))
  const mentions = new Map([...before].map(([name, text]) => [name, identifiersIn(text)]))
  for (let size = -1; size !== changed.size; ) {
    size = changed.size
    for (const [name, mentioned] of mentions) {
      if (!changed.has(name) && mentioned.some((each) => changed.has(each))) changed.add(name)
    }
  }
  return new Set([...before.keys()].filter((name) => !changed.has(name)))
}

/** Text of every declaration of `types.d.ts` by name, documentation included: it may say that something is deprecated. */
export function declaredTypes(typescript: TypeScript, release: Release): Map<string, string> {
  const text = release.declarations.get('types.d.ts') ?? ''
  const source = typescript.createSourceFile('types.d.ts', text, typescript.ScriptTarget.ES2022)
  const declared = new Map<string, string>()
  for (const statement of source.statements) {
    for (const name of namesOf(typescript, statement)) {
      declared.set(name, `${declared.get(name) ?? ''}${statement.getFullText(source).trim()}\n`)
    }
  }
  return declared
}

function namesOf(typescript: TypeScript, statement: ts.Statement): string[] {
  if (typescript.isTypeAliasDeclaration(statement) || typescript.isInterfaceDeclaration(statement)) {
    return [statement.name.text]
  }
  if (!typescript.isVariableStatement(statement)) return []
  return statement.declarationList.declarations.flatMap(({ name }) =>
    typescript.isIdentifier(name) ? [name.text] : [],
  )
}

/** Every word of a declaration outside its documentation. */
export function identifiersIn(text: string): string[] {
  return withoutComments(text).match(/[A-Za-z_$][\w$]*/g) ?? []
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '')
}
