/**
 * What may stand as a name in TypeScript. Beyond ASCII its own tables say so: those of the running Node may be newer,
 * and a client must not depend on who generates it.
 */
import { createRequire } from 'node:module'
import type ts from 'typescript'

const ascii = /^[A-Za-z$_][\w$]*$/
const beyondAscii = /[^\0-\x7f]/

type Tables = Pick<typeof ts, 'isIdentifierStart' | 'isIdentifierPart' | 'ScriptTarget'>

let loaded: Tables | undefined

/** Loaded only where a name needs it: few do. */
function tables(): Tables {
  loaded ??= createRequire(import.meta.url)('typescript') as Tables
  return loaded
}

/** Whether `name` can stand as a property name without quotes. */
export function isIdentifier(name: string): boolean {
  if (ascii.test(name)) return true
  return beyondAscii.test(name) && canStart(name) && [...name].every(isIdentifierPart)
}

/** Whether a text begins as an identifier may. */
export function canStart(text: string): boolean {
  const code = text.codePointAt(0)
  if (code === undefined) return false
  if (code < 0x80) return ascii.test(String.fromCodePoint(code))
  return tables().isIdentifierStart(code, tables().ScriptTarget.ESNext)
}

/** Whether a character may stand in an identifier. */
export function isIdentifierPart(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return /[\w$]/.test(character)
  return tables().isIdentifierPart(code, tables().ScriptTarget.ESNext)
}
