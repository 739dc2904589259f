import type ts from 'typescript'
import { loadTypeScript, type TypeScript } from '../release/typescript.ts'
import type { Change, Release, ReleasedOperation } from '../types.ts'
import type { CallPair } from './text.ts'

/**
 * Finds how users called what a change is about, and how they call it now; both from the releases' usage programs.
 *
 * @returns a function that answers with nothing for changes that are not about one operation, or leave its call as it is
 */
export async function callPairs(
  old: Release,
  current: Release,
): Promise<(change: Change) => CallPair | undefined> {
  const typescript = await loadTypeScript()
  const oldCalls = callsIn(typescript, old.usage)
  const newCalls = callsIn(typescript, current.usage)
  return (change) => {
    const before = old.operations.find((operation) => callName(operation) === change.subject)
    const oldCall = before && oldCalls.get(callName(before))
    if (before === undefined || oldCall === undefined) return undefined
    const after = counterpart(before, current.operations)
    const newCall = after && newCalls.get(callName(after))
    return newCall === oldCall ? undefined : { old: oldCall, new: newCall }
  }
}

/** The operation as the other release has it: at the same place, else under the same names. */
function counterpart(
  operation: ReleasedOperation,
  others: readonly ReleasedOperation[],
): ReleasedOperation | undefined {
  return (
    others.find(({ httpMethod, path }) => httpMethod === operation.httpMethod && path === operation.path) ??
    others.find(({ id }) => id === operation.id) ??
    others.find((other) => callName(other) === callName(operation))
  )
}

function callName({ resource, method }: ReleasedOperation): string {
  return `${resource}.${method}`
}

/** Text of the first call of each `….resource.method(…)` in a program, by `resource.method`. */
function callsIn(typescript: TypeScript, program: string): Map<string, string> {
  const calls = new Map<string, string>()
  const file = typescript.createSourceFile('usage.ts', program, typescript.ScriptTarget.ESNext, true)
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) {
      const name = resourceAndMethod(typescript, node.expression)
      if (name !== undefined && !calls.has(name)) calls.set(name, textOf(typescript, file, node))
    }
    typescript.forEachChild(node, visit)
  }
  visit(file)
  return calls
}

function resourceAndMethod(typescript: TypeScript, callee: ts.Expression): string | undefined {
  const method = memberName(typescript, callee)
  if (method === undefined) return undefined
  const resource = memberName(typescript, method.of)
  return resource && `${resource.name}.${method.name}`
}

function memberName(
  typescript: TypeScript,
  access: ts.Expression,
): { readonly name: string; readonly of: ts.Expression } | undefined {
  if (typescript.isPropertyAccessExpression(access)) return { name: access.name.text, of: access.expression }
  if (!typescript.isElementAccessExpression(access)) return undefined
  const index = access.argumentExpression
  return typescript.isStringLiteral(index) ? { name: index.text, of: access.expression } : undefined
}

/** A call as it stands there, with its `await`, and without the indentation of the program around it. */
function textOf(typescript: TypeScript, file: ts.SourceFile, call: ts.CallExpression): string {
  const node = typescript.isAwaitExpression(call.parent) ? call.parent : call
  const start = node.getStart(file)
  const line = file.text.slice(file.text.lastIndexOf('\n', start) + 1, start)
  const indentation = /^\s*/.exec(line)?.[0] ?? ''
  return file.text.slice(start, node.end).replaceAll(`\n${indentation}`, '\n')
}
