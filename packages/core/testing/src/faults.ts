/** What may go wrong between a server and its client, as recipes for handlers. Web APIs only. */

/** Told apart from answers by this member; the same in every copy of this package. */
export const faultMark: unique symbol = Symbol.for('driftless.fault') as never

/** What a fault can make use of. */
export interface FaultContext {
  readonly request: Request
  /** The answer that would be given without the fault. */
  respond(): Promise<Response>
  /** An answer with another status, and the body that is declared for it. */
  respondWith(status: number): Promise<Response>
}

/** Gives one answer, or does worse. */
export type FaultRun = (context: FaultContext) => Promise<Response>

/** Something that goes wrong for the first requests to a handler; those that follow get the ordinary answer. */
export interface FaultRecipe {
  /** Begins to count, for one handler. */
  readonly [faultMark]: () => FaultRun
}

export interface FaultOptions {
  /** How many requests to a handler meet it; default 1, `Infinity` for all. */
  readonly times?: number | undefined
}

function fault({ times = 1 }: FaultOptions, run: FaultRun): FaultRecipe {
  if (!(times >= 1)) throw new RangeError(`times must be a number from 1, not ${String(times)}`)
  return {
    [faultMark]: () => {
      let left = times
      return (context) => (left-- > 0 ? run(context) : context.respond())
    },
  }
}

/** Asks to come back later; with `status` 503 as a server does that is away. */
function retryAfter(
  seconds: number,
  { status = 429, ...options }: FaultOptions & { readonly status?: 429 | 503 } = {},
): FaultRecipe {
  if (!(seconds >= 0)) throw new RangeError(`seconds must be a number from 0, not ${String(seconds)}`)
  return fault(options, async ({ respondWith }) => {
    const response = await respondWith(status)
    response.headers.set('retry-after', String(seconds))
    return response
  })
}

/** Loses the connection before there is an answer. */
function resetOnce(): FaultRecipe {
  return fault({}, async () => Response.error())
}

/** Sends headers and the first half of the body, and then nothing more. */
function stallBody(options: FaultOptions = {}): FaultRecipe {
  return fault(options, async ({ respond }) => {
    const response = await respond()
    const bytes = new Uint8Array(await response.arrayBuffer())
    const half = bytes.slice(0, Math.floor(bytes.length / 2))
    // A length tells whoever reads that more should come.
    const headers = framed(response, { 'content-length': String(Math.max(bytes.length, 1)) })
    return new Response(pieces([half], 'silence'), { status: statusWithBody(response), headers })
  })
}

/**
 * Loses the connection inside of an event of a stream; of another answer, in the middle of its body.
 * @param atEvent how many events come whole before
 */
function cutStream(atEvent: number, options: FaultOptions = {}): FaultRecipe {
  if (!Number.isInteger(atEvent) || atEvent < 0) {
    throw new RangeError(`atEvent must be a whole number from 0, not ${String(atEvent)}`)
  }
  return fault(options, async ({ respond }) => {
    const response = await respond()
    const type = response.headers.get('content-type') ?? ''
    const text = await response.text()
    const separator = type.startsWith('text/event-stream')
      ? '\n\n'
      : /json-?l|ndjson/.test(type)
        ? '\n'
        : text
    const events = text.split(separator).map((event) => event + separator)
    const whole = events.slice(0, atEvent)
    const next = events[atEvent] ?? ''
    const parts = [...whole, next.slice(0, Math.floor(next.length / 2))]
    const headers = framed(response, { 'transfer-encoding': 'chunked' })
    const sent = parts.map((part) => new TextEncoder().encode(part))
    return new Response(pieces(sent, 'cut'), { status: statusWithBody(response), headers })
  })
}

/** Answers with a page for people, as gateways and captive portals do. */
function htmlInstead({
  status = 200,
  ...options
}: FaultOptions & { readonly status?: number } = {}): FaultRecipe {
  const page = '<!doctype html><title>Sign in</title><p>Sign in to go on.</p>'
  return fault(options, async () => {
    return new Response(page, { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
  })
}

/**
 * Recipes of what goes wrong, for the handlers of a client's entry `testing`. Each is met by the first request to its
 * handler, unless `times` says otherwise.
 *
 * @example
 * server.use(handlers.tasks.list(faults.retryAfter(3)))
 */
export const faults: {
  readonly retryAfter: typeof retryAfter
  readonly resetOnce: typeof resetOnce
  readonly stallBody: typeof stallBody
  readonly cutStream: typeof cutStream
  readonly htmlInstead: typeof htmlInstead
} = { retryAfter, resetOnce, stallBody, cutStream, htmlInstead }

/** The headers of an answer without what says how long it is, and with other ones that do. */
function framed(response: Response, length: Readonly<Record<string, string>>): Headers {
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  headers.delete('transfer-encoding')
  for (const [name, value] of Object.entries(length)) headers.set(name, value)
  return headers
}

/** An answer without a body cannot lose any of it. */
function statusWithBody({ status }: Response): number {
  return status === 204 || status === 205 || status === 304 ? 200 : status
}

/** A body that comes in pieces and never ends well. */
function pieces(parts: readonly Uint8Array[], end: 'cut' | 'silence'): ReadableStream<Uint8Array> {
  const left = parts.filter(({ length }) => length > 0)
  return new ReadableStream({
    pull(controller) {
      const part = left.shift()
      if (part !== undefined) controller.enqueue(part)
      else if (end === 'cut') controller.error(new TypeError('the connection was lost'))
      else return new Promise(() => {})
      return undefined
    },
  })
}
