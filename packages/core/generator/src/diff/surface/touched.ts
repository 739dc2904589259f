import type { Release } from '../types.ts'
import { declarationsIn } from './own-types.ts'
import { identifiersIn, withoutComments } from './unchanged.ts'

/**
 * Names of the operations that are called alike on both sides, and whose types are the same: nothing about them needs
 * a comparison.
 *
 * @param unchanged names of types that are the same on both sides, with all that they mention
 */
export function sameOperations(
  old: Release,
  next: Release,
  unchanged: ReadonlySet<string>,
): ReadonlySet<string> {
  const [before, after] = [functionsOf(old), functionsOf(next)]
  const types = new Set(declarationsIn(old.declarations.get('types.d.ts') ?? '').map(([name]) => name))
  const isSame = (word: string) => !types.has(word) || unchanged.has(word)
  return new Set(
    [...before].flatMap(([name, text]) =>
      text === after.get(name) && identifiersIn(text).every(isSame) ? [name] : [],
    ),
  )
}

/** Text of every function of `operations/`, documentation aside. */
function functionsOf(release: Release): Map<string, string> {
  const functions = new Map<string, string>()
  for (const [path, text] of release.declarations) {
    if (!path.startsWith('operations/')) continue
    for (const part of withoutComments(text).split(/^(?=export |declare )/m)) {
      const name = /^(?:export )?declare function ([\w$]+)/.exec(part)?.[1]
      if (name !== undefined) functions.set(name, part.trim())
    }
  }
  // The class form depends on where the method stands. What is exported under another name is compared anyway.
  return new Map(
    release.operations.flatMap(({ name, resource, method }) => {
      const text = functions.get(name)
      return text === undefined ? [] : [[name, `${text} // ${resource}.${method}`]]
    }),
  )
}

/**
 * The usage file without what no change can reach: checking all of a large client takes a minute. Lines stay where
 * they are.
 */
export function touchedUsage(
  usage: string,
  operations: ReadonlySet<string>,
  types: ReadonlySet<string>,
): string {
  const parts = usage.split(/^(?=\/\/ )/m).map((part) => {
    const operation = /^export async function call_([\w$]+)/m.exec(part)?.[1]
    if (operation !== undefined) return operations.has(operation) ? withoutText(part) : part
    const type = /^\/\/ type ([\w$]+)/.exec(part)?.[1]
    return type !== undefined && types.has(type) ? declaredOnly(part) : part
  })
  return parts.join('')
}

function withoutText(part: string): string {
  return part.replace(/[^\n]/g, '')
}

/** Other parts may use the function that makes or reads values of a type; what is in it needs no check. */
function declaredOnly(part: string): string {
  return part.replace(
    /^export (function .*) \{$([\s\S]*)/m,
    (_, signature: string, body: string) => `export declare ${signature}${withoutText(body)}`,
  )
}
