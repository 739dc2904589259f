import type ts from 'typescript'
import { type CallArgument, type Signature, signatureOf } from '../surface/signatures.ts'
import type { Release, ReleasedOperation } from '../types.ts'
import { readingOf } from './readings.ts'
import type { Script } from './script.ts'
import { access, valueText } from './values.ts'

type Exports = ReadonlyMap<string, ReadonlyMap<string, ts.Symbol>>

/** Prints the calls of one operation: both forms, with everything and with as little as can be. */
export function operationPart(
  script: Script,
  release: Pick<Release, 'client'>,
  exports: Exports,
  operation: ReleasedOperation,
): string {
  const symbol = exports.get('operations')?.get(operation.name)
  const signature = signatureOf(script, symbol)
  if (signature === undefined) return ''
  const { resource, method, name } = operation
  const called = `client${access(resource)}${access(method)}`
  const full = argumentsOf(script, signature)
  const least = full.slice(0, signature.required)
  const wait = signature.resultKind === 'EventStream' ? '' : 'await '
  const statement = (callee: string, list: readonly string[]) => `  ${wait}${callee}(${list.join(', ')})\n`
  return (
    `// ${resource}.${method}\n` +
    `export async function call_${name}(client: main.${release.client}, api: main.Client): Promise<void> {\n` +
    readResult(script, signature, `${called}(${full.join(', ')})`) +
    (least.length === full.length ? '' : statement(called, least)) +
    statement(`operations.${name}`, ['api', ...full]) +
    readErrors(script, signature, called) +
    `}\n`
  )
}

/** Every argument of a call, in order. */
function argumentsOf(script: Script, signature: Signature): string[] {
  const value = ({ type }: CallArgument) => valueText(script, type, { indent: '  ' })
  const list = signature.path.map(value)
  const query = signature.groups.get('query')
  if (signature.body !== undefined) list.push(value(signature.body))
  else if (query !== undefined) list.push(value(query))
  return [...list, optionsText(script, signature)]
}

function optionsText(script: Script, { options, groups, hasQueryArgument }: Signature): string {
  const { checker } = script
  const settings = options === undefined ? [] : checker.getPropertiesOfType(options.type)
  const free = new Set(['query', 'headers', 'cookies'])
  const lines = settings
    .filter(({ name }) => !free.has(name))
    .map((symbol) => {
      return `    ${symbol.name}: ${valueText(script, checker.getTypeOfSymbol(symbol), { indent: '    ' })},\n`
    })
  for (const [name, { type }] of groups) {
    if (name === 'query' && hasQueryArgument) continue
    lines.push(`    ${name}: ${valueText(script, type, { indent: '    ' })},\n`)
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}  }`
}

function readResult(script: Script, { resultKind, results }: Signature, call: string): string {
  const [first, meta] = results
  const reading = (expression: string, type: ts.Type | undefined, indent: string) =>
    type === undefined ? '' : readingOf(script, expression, type, { indent })
  if (resultKind === 'EventStream')
    return `  for await (const event of ${call}) {\n${reading('event', first, '    ')}  }\n`
  if (resultKind === 'PagePromise') {
    return (
      `  const page = await ${call}\n${reading('page.meta', meta, '  ')}` +
      `  for (const element of page.items) {\n${reading('element', first, '    ')}  }\n`
    )
  }
  return `  const result = await ${call}\n${reading('result', first, '  ')}`
}

/** Narrows an error by each status that is declared, and reads its body. */
function readErrors(script: Script, { errors }: Signature, called: string): string {
  if (errors === undefined) return ''
  const { checker } = script
  const declared = checker.getPropertiesOfType(errors)
  if (declared.length === 0) return ''
  const names = new Set(declared.map(({ name }) => name))
  const lines = declared.map((symbol) => {
    const reading = readingOf(script, 'error.body', checker.getTypeOfSymbol(symbol), { indent: '    ' })
    const status = statusOf(symbol.name, names)
    return `  if (main.isError(error, ${called}, ${status})) {\n${reading}  }\n`
  })
  return `  const error = given<unknown>()\n${lines.join('')}`
}

/** A status that an entry of the errors stands for: `4XX` for those that have none of their own. */
function statusOf(name: string, names: ReadonlySet<string>): number {
  if (/^\d+$/.test(name)) return Number(name)
  const isFree = (status: number) => !names.has(String(status))
  const first = name === 'default' ? 400 : Number(`${name[0]}00`)
  const isInRange = (status: number) => names.has(`${String(status)[0]}XX`)
  for (let status = first; status < 600; status += 1) {
    if (isFree(status) && (name !== 'default' || !isInRange(status))) return status
  }
  return 599
}
