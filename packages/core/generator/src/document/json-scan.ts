/** A member of an object or an item of an array, as it stands in the text. */
export interface JsonMember {
  /** Keys from the top; the array is reused between calls. */
  readonly path: readonly string[]
  readonly offset: number
  /** Whether the same object already has a member of this name. */
  readonly duplicate: boolean
}

export interface JsonFault {
  readonly offset: number
  readonly reason: string
}

interface Frame {
  readonly keys: Set<string> | undefined
  index: number
}

/**
 * Walks JSON text without building values. It is slower than `JSON.parse` and only used to say where something
 * stands once it is known that something is wrong. Returns the first fault of syntax, if there is one.
 *
 * @param visit is called for each member; scanning stops when it returns true.
 */
export function scanJson(text: string, visit: (member: JsonMember) => boolean): JsonFault | undefined {
  const frames: Frame[] = []
  const path: string[] = []
  let at = skipSpace(text, 0)
  for (;;) {
    const character = text[at]
    if (character === '{' || character === '[') {
      const frame: Frame = { keys: character === '{' ? new Set() : undefined, index: 0 }
      frames.push(frame)
      at = skipSpace(text, at + 1)
      if (text[at] !== (frame.keys ? '}' : ']')) {
        const member = startMember(text, at, frame, path, visit)
        if (typeof member !== 'number') return member
        if (member < 0) return undefined
        at = member
        continue
      }
      frames.pop()
      at += 1
    } else {
      const end = scalarEnd(text, at)
      if (typeof end !== 'number') return end
      at = end
    }
    for (;;) {
      at = skipSpace(text, at)
      const frame = frames.at(-1)
      if (frame === undefined)
        return at < text.length ? fault(text, at, 'the end of the document') : undefined
      path.pop()
      const close = frame.keys ? '}' : ']'
      if (text[at] === close) {
        frames.pop()
        at += 1
        continue
      }
      if (text[at] !== ',') return fault(text, at, `a comma or "${close}"`)
      const member = startMember(text, skipSpace(text, at + 1), frame, path, visit)
      if (typeof member !== 'number') return member
      if (member < 0) return undefined
      at = member
      break
    }
  }
}

/** Reads what stands before a value; returns where the value starts, or -1 when the visitor has seen enough. */
function startMember(
  text: string,
  start: number,
  frame: Frame,
  path: string[],
  visit: (member: JsonMember) => boolean,
): number | JsonFault {
  if (frame.keys === undefined) {
    path.push(String(frame.index++))
    return visit({ path, offset: start, duplicate: false }) ? -1 : start
  }
  if (text[start] !== '"') return fault(text, start, 'a property name in double quotes')
  const end = scalarEnd(text, start)
  if (typeof end !== 'number') return end
  const key = JSON.parse(text.slice(start, end)) as string
  const colon = skipSpace(text, end)
  if (text[colon] !== ':') return fault(text, colon, 'a colon')
  const duplicate = frame.keys.has(key)
  frame.keys.add(key)
  path.push(key)
  return visit({ path, offset: start, duplicate }) ? -1 : skipSpace(text, colon + 1)
}

const literal = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

function scalarEnd(text: string, start: number): number | JsonFault {
  if (text[start] !== '"') {
    literal.lastIndex = start
    return literal.test(text) ? literal.lastIndex : fault(text, start, 'a value')
  }
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) return at + 1
    if (code < 0x20) return { offset: at, reason: 'a line break or control character stands inside a string' }
    if (code !== 0x5c) continue
    escapeSequence.lastIndex = at
    if (!escapeSequence.test(text)) return { offset: at, reason: 'a backslash starts no known escape' }
    at = escapeSequence.lastIndex - 1
  }
  return { offset: start, reason: 'a string is never closed' }
}

function fault(text: string, offset: number, expected: string): JsonFault {
  const found =
    offset >= text.length ? 'the text ends' : `${JSON.stringify(text.slice(offset, offset + 1))} stands`
  return { offset, reason: `${found} where ${expected} should` }
}

function skipSpace(text: string, start: number): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break
  }
  return at
}

/** Counts the members that a valid JSON text writes: strings followed by a colon. */
export function countWrittenMembers(text: string): number {
  let count = 0
  let at = text.indexOf('"')
  while (at !== -1) {
    const end = stringEnd(text, at)
    if (end === -1) break
    if (text.charCodeAt(skipSpace(text, end + 1)) === 0x3a) count += 1
    at = text.indexOf('"', end + 1)
  }
  return count
}

/** Finds the quote that closes the string which starts at `start`; -1 where none does. */
export function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1)
  return end
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1
  return backslashes % 2 === 1
}
