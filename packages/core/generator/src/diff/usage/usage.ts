import { entriesOf, importedAs } from '../entries.ts'
import { programOf } from '../program.ts'
import { loadTypeScript } from '../release/typescript.ts'
import { exportsOf } from '../surface/setting.ts'
import type { Release } from '../types.ts'
import { clientParts } from './client-parts.ts'
import { operationPart } from './operation-part.ts'
import { makeScript } from './script.ts'

/** What the parts of the program are made with; only what a program uses is printed. */
const helpers: Readonly<Record<string, string>> = {
  given: 'declare function given<T>(): T',
  read: 'declare function read<T>(value: T): void',
  item: 'declare function item<T>(list: readonly T[]): T',
  member: 'declare function member<T>(record: { readonly [name: string]: T }): T',
  present: 'declare function present<T>(value: T): NonNullable<T>',
}

const folder = '/package'

/**
 * Prints the program of a release: it imports the package's public entries, calls every operation in both forms with
 * every option, gives every property of every body and reads every property of every result. It is type-checked and
 * never run. What it gives and reads is written out, so that it says what was promised on that day.
 *
 * Every part starts with a comment that says what it is about: `// tasks.claim`, `// type Task`.
 */
export async function usageOf(release: Omit<Release, 'usage'>): Promise<string> {
  const typescript = await loadTypeScript()
  const files = new Map([...release.declarations].map(([path, text]) => [`${folder}/${path}`, text]))
  const program = programOf(typescript, { files, resolve: () => undefined })
  const compiler = { typescript, checker: program.getTypeChecker() }
  const exports = new Map(
    entriesOf(release).map((entry) => [entry, exportsOf(typescript, program, `${folder}/${entry}.d.ts`)]),
  )
  const script = makeScript(compiler, folder)
  const client = clientParts(script, release, exports)
  const operations = release.operations.map((operation) => operationPart(script, release, exports, operation))
  const parts = [...client, ...operations, ...script.finish(exports.get('types') ?? new Map())]
  return printed(release, parts.join('\n'))
}

function printed(release: Omit<Release, 'usage'>, body: string): string {
  const name = release.package
  const uses = (word: string) => new RegExp(`\\b${word}\\b[.<(]`).test(body)
  const imports = [
    `import * as main from '${name}'`,
    ...(uses('operations') ? [`import * as operations from '${importedAs(name, 'operations')}'`] : []),
    ...(uses('types') ? [`import type * as types from '${importedAs(name, 'types')}'`] : []),
  ]
  const declared = Object.entries(helpers).flatMap(([word, text]) => (uses(word) ? [text] : []))
  const head = '// Every operation of the package with every option: type-checked, never run.'
  return `${head}\n${imports.join('\n')}\n\n${declared.map((text) => `${text}\n`).join('')}\n${body}`
}
