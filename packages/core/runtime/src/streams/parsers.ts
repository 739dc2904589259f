/** What stood in a stream: an event, or what the server says about connecting again. */
export interface Piece {
  /** Absent where only an id came. */
  readonly data?: string | undefined
  readonly event?: string | undefined
  readonly id?: string | undefined
  /** First wait before connecting again, in milliseconds. */
  readonly retryMs?: number
}

/** Finds pieces in text that comes cut anywhere. */
export interface Parser {
  take(text: string): readonly Piece[]
  /** Length of what came and is no piece yet. */
  pending(): number
  /** What the end of the text completes; undefined where it cuts something off. */
  finish(): readonly Piece[] | undefined
}

interface Lines {
  take(text: string): readonly string[]
  /** The line that has no end yet. */
  rest: string
}

/** Splits at LF, CRLF and CR. */
function splitLines(): Lines {
  let afterReturn = false
  const lines: Lines = {
    rest: '',
    take(text) {
      // The CR before it has ended the line already.
      const parts = (afterReturn ? text.replace(/^\n/, '') : text).split(/\r\n?|\n/)
      afterReturn = text ? text.endsWith('\r') : afterReturn
      parts[0] = lines.rest + parts[0]
      lines.rest = parts.pop() as string
      return parts
    },
  }
  return lines
}

/** Server-sent events, as the HTML standard defines them. */
export function eventParser(): Parser {
  const lines = splitLines()
  let data: string | undefined
  let event: string | undefined
  let id: string | undefined
  return {
    take(text) {
      const pieces: Piece[] = []
      for (const line of lines.take(text)) {
        const [, field, value = ''] = /^(data|event|id|retry)(?:: ?(.*))?$/s.exec(line) ?? []
        if (!line) {
          pieces.push({ data, event, id })
          data = event = undefined
        } else if (field === 'data') data = data === undefined ? value : `${data}\n${value}`
        else if (field === 'event') event = value
        // What a header cannot carry back is no id, as the standard says of NUL.
        else if (field === 'id' && /^[\t -~\u0080-\uffff]*$/.test(value)) id = value
        else if (field === 'retry' && /^\d+$/.test(value)) pieces.push({ retryMs: Number(value) })
      }
      return pieces
    },
    pending: () => lines.rest.length + (data?.length ?? 0),
    // An event counts once the empty line behind it has come; a comment may end anywhere.
    finish: () => ((data ?? event) === undefined && !/^[^:]/.test(lines.rest) ? [] : undefined),
  }
}

/** One JSON text per line. */
export function jsonLineParser(): Parser {
  const lines = splitLines()
  return {
    take: (text) =>
      lines
        .take(text)
        .filter((line) => line.trim())
        .map((data) => ({ data })),
    pending: () => lines.rest.length,
    finish() {
      const data = lines.rest
      if (!data.trim()) return []
      try {
        JSON.parse(data)
        return [{ data }]
      } catch {
        return undefined
      }
    },
  }
}
