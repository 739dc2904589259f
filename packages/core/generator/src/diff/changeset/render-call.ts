/**
 * Calls of a usage program as a changelog shows them: a value that the program does not write out (`given<string>()`) is
 * shown as its type, one that a function of it makes (`make_Task()`) is written out, and the options that every call
 * takes are left out.
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

/** A usage program, and what is needed to show parts of it. */
interface Program {
  readonly typescript: TypeScript
  readonly file: ts.SourceFile
  /** Functions of the program that only return a value, by name: `make_Task`. */
  readonly makers: ReadonlyMap<string, ts.FunctionDeclaration>
  /** Those that are being shown: a type may hold itself. */
  readonly within: ReadonlySet<string>
}

/**
 * Makes the function that shows calls of a program.
 *
 * @param common names of options that are left out
 */
export function callRenderer(
  typescript: TypeScript,
  file: ts.SourceFile,
  common: ReadonlySet<string>,
): (call: ts.CallExpression) => string {
  const functions = file.statements.filter(typescript.isFunctionDeclaration)
  const makers = new Map(functions.map((declared) => [declared.name?.text ?? '', declared]))
  const program: Program = { typescript, file, makers, within: new Set() }
  return (call) => {
    const wait = typescript.isAwaitExpression(call.parent) ? 'await ' : ''
    const given = argumentsOf(program, call, common)
    const text = `${wait}${call.expression.getText(file)}(${given.join(', ')})`
    return text.replaceAll(`\n${indentationOf(file, call)}`, '\n')
  }
}

function argumentsOf(program: Program, call: ts.CallExpression, common: ReadonlySet<string>): string[] {
  const { typescript, file } = program
  return call.arguments.flatMap((argument) => {
    const isOptions = argument === call.arguments.at(-1) && common.size > 0
    if (!isOptions || !typescript.isObjectLiteralExpression(argument)) return [render(program, argument)]
    const kept = argument.properties.filter(({ name }) => !common.has(name?.getText() ?? ''))
    if (kept.length === 0) return []
    const lines = kept.map((property) => `${indentationOf(file, property)}${render(program, property)},`)
    return [['{', ...lines, `${indentationOf(file, call)}}`].join('\n')]
  })
}

/** The text of a node, where values that are not written out are replaced by their types. */
function render(program: Program, node: ts.Node): string {
  const shown = typeShown(program, node) ?? valueMade(program, node)
  if (shown !== undefined) return shown
  const { typescript, file } = program
  let text = ''
  let end = node.getStart(file)
  typescript.forEachChild(node, (child) => {
    text += file.text.slice(end, child.getStart(file)) + render(program, child)
    end = child.end
  })
  return text + file.text.slice(end, node.end)
}

/** `string` for `given<string>()`, and both sides for what stands for either: `given<boolean>() ? … : …`. */
function typeShown(program: Program, node: ts.Node): string | undefined {
  const { typescript, file } = program
  if (typescript.isConditionalExpression(node) && givenType(typescript, node.condition) !== undefined) {
    const sides = [node.whenTrue, node.whenFalse].map((side) => render(program, side))
    return sides.filter((side) => side !== 'never').join(' | ')
  }
  const type = givenType(typescript, node)
  return type && typeText(file, type)
}

/** What `make_Task()` returns, in its place; the name of its type inside of itself. */
function valueMade(program: Program, node: ts.Node): string | undefined {
  const { typescript, file, makers, within } = program
  if (!typescript.isCallExpression(node)) return undefined
  const name = node.expression.getText(file)
  const maker = makers.get(name)
  const statement = maker?.body?.statements[0]
  if (statement === undefined || !typescript.isReturnStatement(statement)) return undefined
  if (within.has(name) || statement.expression === undefined) return maker?.type && typeText(file, maker.type)
  const text = render({ ...program, within: new Set([...within, name]) }, statement.expression)
  return text.replaceAll(`\n${indentationOf(file, statement)}`, `\n${indentationOf(file, node)}`)
}

function typeText(file: ts.SourceFile, type: ts.TypeNode): string {
  return type.getText(file).replace(/\b(?:main|types)\./g, '')
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
