import { propertyKey } from '../emit/text.ts'
import { unmark } from './convert.ts'

/** One exported type of hey-api's output. */
export interface Declaration {
  readonly name: string
  /** Its comment and statement, as printed. */
  readonly text: string
}

/**
 * Splits hey-api's output into its declarations and lets optional members take `undefined`, so that users with
 * `exactOptionalPropertyTypes` can pass it.
 *
 * @throws Error for text of another form than hey-api is known to print
 */
export function splitDeclarations(output: string): Declaration[] {
  const text = output.replace(/^(?:\s*\/\/[^\n]*\n)+/, '').trim()
  if (text === '') return []
  return text.split('\n\n').map((statement) => {
    const name = /^(?:\/\*\*[\s\S]*?\*\/\n)?export type (\S+) =/.exec(statement)?.[1]
    if (name === undefined || !statement.endsWith(';')) {
      throw new Error(`hey-api printed something other than a type: ${statement.slice(0, 200)}`)
    }
    const printed = allowUndefined(statement).replace(codeLine, unmarkLine).replace(bareMember, quoteUnknown)
    return { name, text: escapeHidden(printed) }
  })
}

/** A line outside of comments. */
const codeLine = /^(?! *(?:\/\*\*| \*)).*'@.*$/gm

/** Puts names in the place of marks; the name of a member, in front of its colon, is none. */
function unmarkLine(line: string): string {
  return line.replace(/('(?:[^'\\]|\\.)*')(\??: )?/g, (_, text: string, colon: string | undefined) =>
    colon === undefined ? unmark(text) : text + colon,
  )
}

const optionalMember = /^( +)(?:'(?:[^'\\]|\\.)*'|[\p{ID_Start}$_][\p{ID_Continue}$]*)\?: /u

/** A member whose name stands without quotes and is not all ASCII. */
const bareMember = /^( +)([^\s'"*[({]*[^\0-\x7f\s][^\s'"*[({]*?)(?=\??: )/gmu

/** Letters that Node knows and TypeScript does not are no names to it. */
function quoteUnknown(_: string, indentation: string, name: string): string {
  return indentation + propertyKey(name)
}

/** Adds `| undefined` to each optional member; one over several lines ends at its own indentation. */
function allowUndefined(statement: string): string {
  const open: string[] = []
  const lines = statement.split('\n').map((line) => {
    const indentation = optionalMember.exec(line)?.[1]
    if (indentation !== undefined) {
      if (line.endsWith(';')) return `${line.slice(0, -1)} | undefined;`
      open.push(indentation)
      return line
    }
    const waiting = open.at(-1)
    if (waiting === undefined || !line.endsWith(';')) return line
    if (!line.startsWith(waiting) || !/[^\s*]/.test(line.charAt(waiting.length))) return line
    open.pop()
    return `${line.slice(0, -1)} | undefined;`
  })
  if (open.length > 0) throw new Error(`hey-api printed a member without an end: ${statement.slice(0, 200)}`)
  return lines.join('\n')
}

/** Line ends and marks of direction are left in property names only, where an escape means the same. */
function escapeHidden(text: string): string {
  return text.replace(/[\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16)}`
  })
}
