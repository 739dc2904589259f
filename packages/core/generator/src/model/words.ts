/**
 * TypeScript names from the names of a document.
 *
 * | document | type | function |
 * |---|---|---|
 * | `simple-user` | `SimpleUser` | `simpleUser` |
 * | `HTTPStatus` | `HTTPStatus` | `httpStatus` |
 * | `2fa_code` | `_2faCode` | `_2faCode` |
 * | `größe lesen` | `GrößeLesen` | `größeLesen` |
 * | `area m²` | `AreaM2` | `areaM2` |
 */

import { canStart, isIdentifierPart } from '../emit/identifiers.ts'

const separators = /[^\p{L}\p{M}\p{N}]+/u

/**
 * The parts of a name between characters that are neither letters nor digits, as they are written; `²` is a 2. What
 * no identifier may hold, such as a letter that is too new, separates them, too.
 */
export function segments(text: string): string[] {
  const known = text
    .normalize('NFKC')
    .replace(/[^\0-\x7f]/gu, (character) => (isIdentifierPart(character) ? character : ' '))
  return known.split(separators).filter((part) => part !== '')
}

/** The single words of a name, in lower case: `getRunItems` is `get`, `run`, `items`. */
export function words(text: string): string[] {
  return segments(text)
    .flatMap((part) => part.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u))
    .map((word) => word.toLowerCase())
}

/** A name in the form of a type: `problem_details` is `ProblemDetails`; `fallback` where no letter or digit is left. */
export function typeName(text: string, fallback = 'Type'): string {
  const name = segments(text).map(upperFirst).join('')
  return identifier(name === '' ? fallback : name)
}

/** A name in the form of a function or property: `list_runs` is `listRuns`; empty where no letter or digit is left. */
export function functionName(text: string): string {
  const [first = '', ...rest] = segments(text)
  const name = lowerStart(first) + rest.map(upperFirst).join('')
  return name === '' ? '' : identifier(name)
}

/** A name in the form of a file: `runQueue` is `run-queue`. */
export function fileName(text: string): string {
  return words(text).join('-')
}

function upperFirst(text: string): string {
  const [first = ''] = text
  return first.toUpperCase() + text.slice(first.length)
}

/** Lowers the first letter, or the whole abbreviation that a name begins with: `APIKey` is `apiKey`. */
export function lowerStart(text: string): string {
  return text.replace(/^(?:\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}+(?![\p{Ll}])|\p{Lu})/u, (start) =>
    start.toLowerCase(),
  )
}

function identifier(name: string): string {
  return canStart(name) ? name : `_${name}`
}

/** Both numbers of a noun by the common rules of English: `category` and `categories`, `run` and `runs`. */
export function nounForms(noun: string): readonly string[] {
  return [...new Set([noun, plural(noun), singular(noun)])]
}

export function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`
  return /(?:[sxz]|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`
}

function singular(noun: string): string {
  if (/[^aeiou]ies$/.test(noun)) return `${noun.slice(0, -3)}y`
  if (/(?:ss|x|z|ch|sh)es$/.test(noun)) return noun.slice(0, -2)
  return /[^su]s$/.test(noun) && !noun.endsWith('is') ? noun.slice(0, -1) : noun
}
