import type ts from 'typescript'
import type { Change } from '../types.ts'
import { positionOf, positions } from './position.ts'
import type { Setting } from './setting.ts'
import { enumValues } from './type-parts.ts'

/** Compares the exported enums of both clients: their constants are how callers name the values. */
export function enumChanges(setting: Setting, unchanged: ReadonlySet<string>): Change[] {
  const { old, next } = setting
  const changes: Change[] = []
  for (const [name, before] of old.exports.get('types') ?? []) {
    const after = next.exports.get('types')?.get(name)
    if (after === undefined || unchanged.has(name)) continue
    changes.push(...compareEnum(setting, name, before, after))
  }
  return changes
}

function compareEnum(setting: Setting, subject: string, old: ts.Symbol, next: ts.Symbol): Change[] {
  const [before, after] = [enumValues(setting, old), enumValues(setting, next)]
  if (before.size === 0 || after.size === 0) return []
  const where = positions(positionOf(setting.old, old), positionOf(setting.next, next))
  const keys = new Map([...after].map(([key, value]) => [value, key]))
  const values = new Set(before.values())
  const change = (bump: Change['bump'], code: string, message: string): Change => {
    return { bump, side: 'surface', code, subject, message, ...where }
  }
  const removed = [...before].flatMap(([key, value]) => {
    const now = after.get(key)
    if (now === value) return []
    const renamed = keys.get(value)
    if (renamed !== undefined) return change('major', 'enum-key-renamed', `\`${key}\` is now \`${renamed}\``)
    const message = `no longer has \`${key}\` (\`${value}\`)`
    return change('major', 'enum-value-removed', message)
  })
  const added = [...after].flatMap(([key, value]) =>
    values.has(value) ? [] : change('minor', 'enum-value-added', `now has \`${key}\` (\`${value}\`)`),
  )
  return [...removed, ...added]
}
