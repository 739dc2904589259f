/**
 * Text of a document as data in generated code: whatever it holds, it stays inside the literal, comment or
 * table cell that it was put in.
 */

import { stableJson } from '../document/json-text.ts'
import type { Json } from '../document/types.ts'
import { isIdentifier, isIdentifierPart } from './identifiers.ts'

/** Characters that end lines, are invisible, or turn the direction of text: never printed as they are. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufeff]/gu

/**
 * Prints a string literal that evaluates to exactly `value`.
 *
 * @example
 * literal("it's") // 'it\'s'
 */
export function literal(value: string): string {
  // Linters take a `${` in a plain string for a mistake.
  const escaped = value
    .replace(/[\\']/g, '\\$&')
    .replace(/\$(?=\{)/g, '\\u0024')
    .replace(hidden, escapeCharacter)
    .replace(beyondAscii, escapeNewLetter)
  return `'${escaped}'`
}

/** Prints a list of texts. */
export function listLiteral(values: readonly string[]): string {
  return `[${values.map(literal).join(', ')}]`
}

/** Prints an object from names and values that are code; members without a value are left out. */
export function objectLiteral(
  members: readonly (readonly [name: string, value: string | undefined])[],
): string {
  const present = members.filter(([, value]) => value !== undefined)
  return `{ ${present.map(([name, value]) => `${name}: ${value}`).join(', ')} }`
}

/** Prints JSON as code. A document holds no key named `__proto__`, which would mean something else there. */
export function jsonLiteral(value: Json): string {
  // Linters take a `${` in a plain string for a mistake; between texts, JSON has neither.
  return stableJson(value)
    .trim()
    .replace(/\$(?=\{)/g, '\\u0024')
    .replace(hidden, (character) => (character === '\n' ? '\n' : escapeCharacter(character)))
    .replace(beyondAscii, escapeNewLetter)
}

/** Escapes text for the inside of a template literal, where it stands for itself. */
export function templateText(value: string): string {
  return value.replace(/[\\`$]/g, '\\$&').replace(hidden, escapeCharacter)
}

const beyondAscii = /[^\0-\x7f]/gu

/** Escapes a letter that a formatter may know and TypeScript does not: it would take the quotes of a key away. */
function escapeNewLetter(character: string): string {
  const isNew = /\p{ID_Continue}/u.test(character) && !isIdentifierPart(character)
  return isNew ? escapeCharacter(character) : character
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  let escaped = ''
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }
  return escaped
}

/** Prints the key of an object literal or interface; `__proto__` is computed so that it stays a plain property. */
export function propertyKey(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return isIdentifier(name) ? name : literal(name)
}

/** Prints the access to a property: `.name`, or `['a-b']` where the name is no identifier. */
export function propertyAccess(name: string): string {
  return isIdentifier(name) ? `.${name}` : `[${literal(name)}]`
}

/**
 * Makes text fit for the inside of a `/** … *\/` comment: nothing in it closes the comment or becomes a tag.
 * Line ends of every kind become `\n`.
 */
export function commentText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/\t/g, '  ')
    .replace(hidden, (character) => (character === '\n' ? '\n' : ''))
    .replace(/\*\//g, '*\\/')
    .replace(/(^|[^\p{L}\p{N}._\\-])@/gmu, '$1\\@')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

/**
 * Prints a documentation comment from lines that already went through `commentText`.
 * Returns the empty string where there is nothing to say.
 */
export function docComment(lines: readonly string[], indent = ''): string {
  const flat = lines.flatMap((line) => line.split('\n'))
  while (flat.length > 0 && flat.at(-1) === '') flat.pop()
  if (flat.length === 0) return ''
  if (flat.length === 1) return `${indent}/** ${flat[0]} */\n`
  const body = flat.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')
  return `${indent}/**\n${body}${indent} */\n`
}

/** The text up to the end of its first sentence, on one line. */
export function firstSentence(text: string): string {
  const line = (text.split(/\n\s*\n/, 1)[0] ?? '').replace(/\s+/g, ' ').trim()
  const end = /[.!?](?=\s+\p{Lu})/u.exec(line)
  return end === null ? line : line.slice(0, end.index + 1)
}

/** Makes text fit for one cell of a Markdown table, or for one line of Markdown: no markup, no HTML, no line ends. */
export function markdownText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(hidden, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
}

/**
 * Prints text as inline code of Markdown, safe inside a table cell. Readers of Markdown disagree on what a backslash
 * before a `|` means inside of backticks, so text with a `|` becomes an HTML element of character references.
 */
export function markdownCode(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(hidden, '')
  if (line.includes('|')) {
    return `<code>${line.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`
  }
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map((match) => match[0].length))
  const fence = '`'.repeat(longest + 1)
  const space = longest > 0 ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}
