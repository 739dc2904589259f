import type ts from 'typescript'
import { loadTypeScript, type TypeScript } from '../release/typescript.ts'
import type { Change, Release, ReleasedOperation } from '../types.ts'
import { callRenderer, commonOptions } from './render-call.ts'
import { withoutCommonLines } from './shorten.ts'
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
  const oldCalls = callsIn(typescript, old)
  const newCalls = callsIn(typescript, current)
  return (change) => {
    const before = old.operations.find((operation) => callName(operation) === change.subject)
    const oldCall = before && oldCalls.get(callName(before))
    if (before === undefined || oldCall === undefined) return undefined
    const after = counterpart(before, current.operations)
    const newCall = after && newCalls.get(callName(after))
    if (newCall === oldCall) return undefined
    return newCall === undefined ? { old: oldCall, new: undefined } : withoutCommonLines(oldCall, newCall)
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

/** The first call of each operation in a release's usage program, which is the one with every argument. */
function callsIn(typescript: TypeScript, { usage, operations }: Release): Map<string, string> {
  const names = new Set(operations.map(callName))
  const found = new Map<string, ts.CallExpression>()
  const file = typescript.createSourceFile('usage.ts', usage, typescript.ScriptTarget.ESNext, true)
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) {
      const name = resourceAndMethod(typescript, node.expression)
      if (name !== undefined && names.has(name) && !found.has(name)) found.set(name, node)
    }
    typescript.forEachChild(node, visit)
  }
  visit(file)
  const show = callRenderer(typescript, file, commonOptions(typescript, [...found.values()]))
  return new Map([...found].map(([name, call]) => [name, show(call)]))
}

function resourceAndMethod(typescript: TypeScript, callee: ts.Expression): string | undefined {
  const method = memberName(typescript, callee)
  const resource = method && memberName(typescript, method.of)
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
