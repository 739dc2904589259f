/** One message of an event stream. */
export interface StreamMessage {
  readonly id: string
  readonly event: string
  /** Sent as one line of JSON. */
  readonly data: unknown
}

/** Proxies cut connections on which nothing moves for a minute, and callers take silence for the end. */
const HEARTBEAT_MS = 15_000
/** How long a caller that lost the connection waits before it connects again. */
const RETRY_MS = 1000

const RESPONSE_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }

/**
 * Answers with an event stream: bundles of messages as they come, and comments where none comes for 15
 * seconds. The next bundle is asked for when the caller has taken the last one.
 *
 * @param leave - called when the caller has left: ends `bundles`.
 */
export function eventStream(bundles: AsyncIterable<readonly StreamMessage[]>, leave: () => void): Response {
  const iterator = bundles[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let next: Promise<IteratorResult<readonly StreamMessage[]>> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`)),
    pull: async (controller) => {
      next ??= iterator.next()
      const result = await beforeHeartbeat(next)
      if (result === 'silence') {
        controller.enqueue(encoder.encode(':\n\n'))
        return
      }
      next = undefined
      if (result.done) controller.close()
      else controller.enqueue(encoder.encode(result.value.map(frame).join('')))
    },
    cancel: async () => {
      leave()
      // Bundles that wait to be asked for the next one do not end by themselves.
      await iterator.return?.()
    },
  })
  return new Response(body, { headers: RESPONSE_HEADERS })
}

function frame({ id, event, data }: StreamMessage): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

async function beforeHeartbeat<T>(result: Promise<T>): Promise<T | 'silence'> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), HEARTBEAT_MS)
  })
  try {
    return await Promise.race([result, silence])
  } finally {
    clearTimeout(timer)
  }
}
