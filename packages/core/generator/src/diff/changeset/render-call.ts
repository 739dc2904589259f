/**
 * Calls of a usage program as a changelog shows them: a value that the program does not write out (`given<string>()`) is
 * shown as its type, and the options that every call takes are left out.
 */
import type ts from 'typescript'
import type { TypeScript } from '../release/typescript.ts'

/** Options that belong to one operation, whatever the others take. */
const ownOptions: ReadonlySet<string> = new Set(['query', 'headers', 'cookies'])

/** Names of the options that all of these calls end with, such as `signal`. */
export function commonOptions(typescript: TypeScript, calls: readonly ts.CallExpression[]): Set<string> {
  const [first, ...others] = calls.map((call) => optionNames(typescript, call))
  if (first === undefined) return new Set()
  return new Set(
    [...first].filter((name) => !ownOptions.has(name) && others.every((names) => names.has(name))),
  )
}

function optionNames(typescript: TypeScript, call: ts.CallExpression): Set<string> {
  const last = call.arguments.at(-1)
  if (last === undefined || !typescript.isObjectLiteralExpression(last)) return new Set()
  return new Set(last.properties.map((property) => property.name?.getText() ?? ''))
}

/** @param common names of options that are left out */
export function renderCall(
  typescript: TypeScript,
  file: ts.SourceFile,
  call: ts.CallExpression,
  common: ReadonlySet<string>,
): string {
  const last = call.arguments.at(-1)
  const given = call.arguments.flatMap((argument) => {
    if (argument !== last || common.size === 0 || !typescript.isObjectLiteralExpression(argument)) {
      return [render(typescript, file, argument)]
    }
    const kept = argument.properties.filter(({ name }) => !common.has(name?.getText() ?? ''))
    if (kept.length === 0) return []
    const lines = kept.map(
      (property) => `${indentationOf(file, property)}${render(typescript, file, property)},`,
    )
    return [['{', ...lines, `${indentationOf(file, call)}}`].join('\n')]
  })
  const wait = typescript.isAwaitExpression(call.parent) ? 'await ' : ''
  const text = `${wait}${call.expression.getText(file)}(${given.join(', ')})`
  return text.replaceAll(`\n${indentationOf(file, call)}`, '\n')
}

/** The text of a node, where values that are not written out are replaced by their types. */
function render(typescript: TypeScript, file: ts.SourceFile, node: ts.Node): string {
  const shown = typeShown(typescript, file, node)
  if (shown !== undefined) return shown
  let text = ''
  let end = node.getStart(file)
  typescript.forEachChild(node, (child) => {
    text += file.text.slice(end, child.getStart(file)) + render(typescript, file, child)
    end = child.end
  })
  return text + file.text.slice(end, node.end)
}

/** `string` for `given<string>()`, and both sides for what stands for either: `given<boolean>() ? … : …`. */
function typeShown(typescript: TypeScript, file: ts.SourceFile, node: ts.Node): string | undefined {
  if (typescript.isConditionalExpression(node) && givenType(typescript, node.condition) !== undefined) {
    const sides = [node.whenTrue, node.whenFalse].map((side) => render(typescript, file, side))
    return sides.filter((side) => side !== 'never').join(' | ')
  }
  return givenType(typescript, node)
    ?.getText(file)
    .replace(/\b(?:main|types)\./g, '')
}

function givenType(typescript: TypeScript, node: ts.Node): ts.TypeNode | undefined {
  const isGiven = typescript.isCallExpression(node) && node.expression.getText() === 'given'
  return isGiven ? node.typeArguments?.[0] : undefined
}

/** The white space at the start of the line that a node begins on. */
function indentationOf(file: ts.SourceFile, node: ts.Node): string {
  const start = file.text.lastIndexOf('\n', node.getStart(file)) + 1
  return /^[ \t]*/.exec(file.text.slice(start))?.[0] ?? ''
}
