import type ts from 'typescript'
import type { Change, ReleasedOperation } from '../types.ts'
import { positionOf, positions } from './position.ts'
import { clientType, type Setting, type Side } from './setting.ts'

/** One operation in both clients. */
export interface OperationPair {
  readonly old: ReleasedOperation
  readonly next: ReleasedOperation
}

/** Which operations are on both sides, and which on one only. */
export interface OperationMatch {
  readonly kept: readonly OperationPair[]
  readonly removed: readonly ReleasedOperation[]
  readonly added: readonly ReleasedOperation[]
}

/** How users call an operation: `tasks.claim`. */
export function subjectOf({ resource, method }: ReleasedOperation): string {
  return `${resource}.${method}`
}

/** Finds each operation of the old client in the new one: by how it is called, else by where it goes. */
export function matchOperations(
  old: readonly ReleasedOperation[],
  next: readonly ReleasedOperation[],
): OperationMatch {
  const left = new Set(old)
  const right = new Set(next)
  const kept: OperationPair[] = []
  for (const key of [subjectOf, endpointOf, ({ id }: ReleasedOperation) => id]) {
    const known = new Map([...right].map((operation) => [key(operation), operation]))
    for (const operation of [...left]) {
      const other = known.get(key(operation))
      if (other === undefined || !right.delete(other)) continue
      left.delete(operation)
      kept.push({ old: operation, next: other })
    }
  }
  return { kept, removed: [...left], added: [...right] }
}

function endpointOf({ httpMethod, path }: ReleasedOperation): string {
  return `${httpMethod} ${path.replace(/\{[^}]*\}/g, '{}')}`
}

/** What became of the operations themselves: gone, new, or under another name. */
export function operationChanges(setting: Setting, { kept, removed, added }: OperationMatch): Change[] {
  return [
    ...removed.map((operation): Change => {
      const old = positionOf(setting.old, methodOf(setting, setting.old, operation))
      const message = `is gone, and so is the function \`${operation.name}\``
      return { ...major('operation-removed', subjectOf(operation), message), ...positions(old, undefined) }
    }),
    ...added.map((operation): Change => {
      const next = positionOf(setting.next, methodOf(setting, setting.next, operation))
      const message = `is new: ${operation.httpMethod} ${operation.path}`
      return {
        ...major('operation-added', subjectOf(operation), message),
        bump: 'minor',
        ...positions(undefined, next),
      }
    }),
    ...kept.flatMap((pair) => nameChanges(setting, pair)),
  ]
}

function nameChanges(setting: Setting, { old, next }: OperationPair): Change[] {
  const changes: Change[] = []
  const before = methodOf(setting, setting.old, old)
  const after = methodOf(setting, setting.next, next)
  const where = positions(positionOf(setting.old, before), positionOf(setting.next, after))
  if (subjectOf(old) !== subjectOf(next)) {
    const code = old.resource === next.resource ? 'method-renamed' : 'method-moved'
    changes.push({ ...major(code, subjectOf(old), `is now \`${subjectOf(next)}\``), ...where })
  }
  if (old.name !== next.name) {
    const message = `its function \`${old.name}\` is now \`${next.name}\``
    changes.push({ ...major('function-renamed', subjectOf(old), message), ...where })
  }
  const isDeprecated = (symbol: ts.Symbol | undefined) =>
    symbol?.getJsDocTags(setting.checker).some(({ name }) => name === 'deprecated') === true
  if (!isDeprecated(before) && isDeprecated(after)) {
    const message = 'is now deprecated'
    changes.push({ ...major('deprecated', subjectOf(next), message), bump: 'patch', ...where })
  }
  return changes
}

function major(code: string, subject: string, message: string): Change {
  return { bump: 'major', side: 'surface', code, subject, message }
}

/** The method of an operation on the client class. */
export function methodOf(setting: Setting, side: Side, operation: ReleasedOperation): ts.Symbol | undefined {
  const { checker } = setting
  const client = clientType(setting, side)
  const resource = client && checker.getPropertyOfType(client, operation.resource)
  return resource && checker.getPropertyOfType(checker.getTypeOfSymbol(resource), operation.method)
}

/** The exported function of an operation. */
export function functionOf({ exports }: Side, operation: ReleasedOperation): ts.Symbol | undefined {
  return exports.get('operations')?.get(operation.name)
}
