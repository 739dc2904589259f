import { errorOf } from './errors.ts'
import { randomHex } from './hex.ts'
import { fromWire } from './names.ts'
import type { Names, ResponseSource } from './operation.ts'
import { bodyText, parseJson } from './readers.ts'

/** Integers that might not fit into a number; fractions and exponents are floating point to begin with. */
const longInteger = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

/** The same text with each long integer outside of strings replaced. */
function replaceLongIntegers(text: string, replace: (digits: string) => string): string {
  const parts: string[] = []
  for (let index = 0; index < text.length; ) {
    const quote = text.indexOf('"', index)
    const plain = text.slice(index, quote < 0 ? undefined : quote)
    parts.push(plain.replace(longInteger, replace))
    if (quote < 0) break
    const end = endOfString(text, quote)
    parts.push(text.slice(quote, end))
    index = end
  }
  return parts.join('')
}

/** Index behind the string that begins at a quote. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; ; index++) {
    index = text.indexOf('"', index)
    if (index < 0) return text.length
    let backslashes = 0
    while (text[index - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return index + 1
  }
}

function isExact(digits: string): boolean {
  return BigInt(Number(digits)) === BigInt(digits)
}

/**
 * Reads JSON, and refuses to round.
 * @throws ResponseFormatError where an integer does not fit into a number
 */
export async function readExactJson(response: ResponseSource): Promise<unknown> {
  const text = await bodyText(response)
  if (/\d{16}/.test(text)) {
    replaceLongIntegers(text, (digits) => {
      if (isExact(digits)) return digits
      throw errorOf(
        'ResponseFormat',
        `the integer ${digits} does not fit into a number; configure int64 as bigint to get it whole`,
        { body: text },
      )
    })
  }
  return parseJson(text)
}

/**
 * Reads JSON; an integer that does not fit into a number becomes a bigint.
 * @param names translates the result too, as `fromWire` does: what it converts `toBigint` is a bigint always
 */
export async function readJsonWithBigint(response: ResponseSource, names?: Names): Promise<unknown> {
  const text = await bodyText(response)
  let value: unknown
  if (/\d{16}/.test(text)) {
    const mark = `${randomHex(16)}:`
    const marked = replaceLongIntegers(text, (digits) => (isExact(digits) ? digits : `"${mark}${digits}"`))
    parseJson(text)
    value = JSON.parse(marked, (_key, member: unknown) =>
      typeof member === 'string' && member.startsWith(mark) ? BigInt(member.slice(mark.length)) : member,
    )
  } else {
    value = parseJson(text)
  }
  return names ? fromWire(value, names) : value
}
