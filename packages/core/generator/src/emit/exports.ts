import { compareModules, compareNames } from './order.ts'

/** What a module passes on from another one; specifiers may be `name as other`. */
export interface Exports {
  readonly module: string
  readonly values?: readonly string[]
  readonly types?: readonly string[]
}

/** Prints one `export … from` statement per module, sorted; types go with `type`. */
export function exportStatements(list: readonly Exports[]): string {
  const sorted = [...list].sort((a, b) => compareModules(a.module, b.module))
  return sorted.map(statement).join('')
}

function statement({ module, values = [], types = [] }: Exports): string {
  const specifiers = [
    ...values.map((name) => ({ name, text: name })),
    ...types.map((name) => ({ name, text: values.length === 0 ? name : `type ${name}` })),
  ]
  if (specifiers.length === 0) return ''
  const names = specifiers
    .sort((a, b) => compareNames(exported(a.name), exported(b.name)))
    .map(({ text }) => text)
  return `export ${values.length === 0 ? 'type ' : ''}{ ${names.join(', ')} } from '${module}'\n`
}

/** Statements sort by the name in the other module. */
function exported(specifier: string): string {
  return specifier.split(' as ', 1)[0] ?? specifier
}
