import { errorOf } from '../errors.ts'
import { loseContact } from '../readers.ts'
import type { Connection } from './connection.ts'
import type { Piece } from './parsers.ts'

/** What a stream holds on to, at most. */
export interface StreamLimits {
  readonly idleTimeoutMs: number
  readonly maxEventBytes: number
}

/**
 * Gives the pieces of a connection as they come.
 * @throws ConnectionError or TimeoutError where it is lost, StreamTruncatedError where it ends inside an event,
 *   ResponseTooLargeError
 */
export async function* receive(
  { body, parser }: Connection,
  { idleTimeoutMs, maxEventBytes }: StreamLimits,
): AsyncGenerator<Piece, void, undefined> {
  // One per connection: it leaves out a byte order mark, and joins characters that are cut.
  const decoder = new TextDecoder()
  for (;;) {
    let isIdle = false
    const timer = setTimeout(
      () => {
        isIdle = true
        body?.cancel().catch(() => {})
      },
      // Timers of the platform hold no more.
      Math.min(idleTimeoutMs, 2e9),
    )
    let chunk: Uint8Array | undefined
    try {
      chunk = (await body?.read().catch(loseContact))?.value
    } finally {
      clearTimeout(timer)
    }
    if (isIdle) throw errorOf('Timeout', `nothing came within idleTimeoutMs ${idleTimeoutMs}`)
    const text = decoder.decode(chunk, { stream: Boolean(chunk) })
    for (const piece of parser.take(text)) {
      checkSize(piece.data?.length ?? 0, maxEventBytes)
      yield piece
    }
    checkSize(parser.pending(), maxEventBytes)
    if (!chunk) {
      const last = parser.finish()
      if (!last) throw errorOf('StreamTruncated', 'the connection ended inside an event')
      yield* last
      return
    }
  }
}

function checkSize(length: number, maxEventBytes: number): void {
  if (length > maxEventBytes) {
    throw errorOf('ResponseTooLarge', `an event is larger than maxEventBytes ${maxEventBytes}`)
  }
}
