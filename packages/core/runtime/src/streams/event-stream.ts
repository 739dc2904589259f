import type { CallArguments, CallResult, Client, ClientOptions } from '../client-types.ts'
import { type CallError, errorOf, hidden, usageError } from '../errors.ts'
import { standardLimits } from '../limits.ts'
import type { OpenCalls } from '../open-calls.ts'
import { merge } from '../parameters.ts'
import { probe, withProbe } from '../probe.ts'
import { parseJson } from '../readers.ts'
import { errorCodes, repeatable } from '../retry.ts'
import type { Connection } from './connection.ts'
import type { Piece } from './parsers.ts'
import { receive } from './receive.ts'
import type { AnyStreamOptions, EventStream, StreamMessage, StreamOperation } from './types.ts'

const streamLimits = { ...standardLimits, idleTimeoutMs: 60_000, maxEventBytes: 16_777_216 }

/** Text as a header carries it: its bytes in UTF-8, each as a character. */
function headerText(text: string): string {
  return encodeURIComponent(text).replace(/%(..)/g, (_, byte) => String.fromCharCode(Number(`0x${byte}`)))
}

/**
 * Streams the events of an operation.
 *
 * - One connection is one call: retries, auth, middleware and times are those of any call, up to the headers.
 * - A connection that is lost is made again after a wait, where the stream can go on behind its last event: the
 *   operation may be carried out twice, and the event had an id or a sequence, or there was none yet. `maxRetries`
 *   counts in a row, without an event in between.
 * - Where terminal events are declared, only they end it; else the end of the answer does. 204 always does.
 *
 * Its steps are functions in here and share variables, as those of `runCall`.
 *
 * @example
 * const stream = eventStream<RunEvent>(client, streamRunEvents, { path: { runId } })
 * for await (const event of stream) console.log(event)
 */
export function eventStream<T, E = unknown>(
  client: Client,
  operation: StreamOperation,
  args: CallArguments = {},
  options: AnyStreamOptions = {},
): EventStream<T, E> {
  const { id, method, cursor, sequence, terminal = [], decodeData } = operation
  const { parseData = parseJson } = operation
  const { signal } = options
  const mayRepeat = repeatable.test(operation.retry ?? method) && !(args.body instanceof ReadableStream)
  const controller = new AbortController()
  let lastEventId = options.lastEventId
  let isRead = false
  /** Whether the consumer wants no more, or the last event came. */
  let isClosed = false
  /** Why it was stopped from outside. */
  let aborted: CallError | undefined
  let connection: Connection | undefined

  /** The open calls of the client, once it is asked for. */
  let open: OpenCalls | undefined

  /** Ends whatever is waited for, and leaves nothing behind that could hold this stream: perhaps nobody reads on. */
  const interrupt = () => {
    controller.abort(signal?.reason)
    connection?.body?.cancel().catch(() => {})
    connection?.release()
    open?.delete(abort)
    signal?.removeEventListener('abort', abort)
  }

  const abort = () => {
    aborted ??= errorOf('Abort', 'aborted by signal or close()', { cause: signal?.reason })
    interrupt()
  }

  const close = () => {
    isClosed = true
    interrupt()
  }

  async function* read<R>(pick: (message: StreamMessage<T>) => R): AsyncGenerator<R, void, undefined> {
    const startedAt = performance.now()
    let settings: ClientOptions = {}
    let api: string | undefined
    let version: string | undefined
    /** The call of the current connection, or of the last one. */
    let result: CallResult<Connection | undefined> | undefined
    /** Attempts in a row that brought no event. */
    let failures = 0
    /** Sequence of the last event, and of the last one before the current connection. */
    let position: unknown
    let resumedAt: unknown
    /** Whether a server that is asked again goes on behind the last event. */
    let isResumable = mayRepeat

    const fail = (error: CallError) => {
      error[hidden].constant = operation
      return Object.assign(error, {
        message: `${id}: ${error.message}`,
        api,
        version,
        operation: id,
        method,
        ...result?.response,
        requestId: result?.requestId,
        attempts: result?.attempts,
        mayHaveHappened: Boolean(result),
        elapsedMs: performance.now() - startedAt,
      })
    }

    const truncated = (cause?: CallError) =>
      errorOf('StreamTruncated', `the stream ended early: ${cause?.message ?? 'no terminal event came'}`, {
        cause,
        retryable: isResumable,
      })

    if (isRead) throw fail(usageError('a stream can be read once'))
    isRead = true
    try {
      // Only the client knows its options, and which calls its `close()` ends.
      withProbe(
        (_operation, clientOptions, defaults, calls) => {
          settings = clientOptions
          api = defaults.api
          version = defaults.version
          open = calls
        },
        () => client.call(operation),
      )
      const limits = { ...streamLimits, ...merge(settings, options) } as typeof streamLimits
      let { retryBaseMs } = limits

      const begin = () => {
        for (const name of ['idleTimeoutMs', 'maxEventBytes'] as const) {
          if (!(limits[name] >= 0)) throw usageError(`${name} must be a number from 0`)
        }
        open?.add(abort)
        signal?.addEventListener('abort', abort)
        if (signal?.aborted) abort()
      }

      const connect = async () => {
        resumedAt = position
        const headers: Record<string, unknown> = { ...options.headers }
        const query: Record<string, unknown> = { ...options.query }
        if (lastEventId) headers['last-event-id'] = headerText(lastEventId)
        if (cursor) query[cursor] = (sequence ? position : lastEventId) ?? query[cursor]
        const callOptions: AnyStreamOptions & { readonly retryBaseMs: number } = {
          ...options,
          headers,
          query,
          signal: controller.signal,
          maxRetries: limits.maxRetries - failures,
          retryBaseMs: retryBaseMs * 2 ** failures,
        }
        const call = client.call<Connection | undefined>(operation, args, callOptions)
        result = await call.withResponse().catch((error: CallError) => {
          throw result && error.retryable ? truncated(error) : error
        })
        connection = result.data
        failures += result.attempts.length - 1
      }

      /** Reads an event; undefined where it is none, or came before. */
      const messageOf = async ({ data: text, event, id, retryMs }: Piece) => {
        let data: unknown
        if (text !== undefined) {
          data = await parseData(text)
          const at = sequence?.reduce<unknown>((value, key) => Object(value)[key], data)
          // A server that does not know the cursor begins anew.
          if (typeof at === 'number' && at <= Number(resumedAt)) return undefined
          position = at ?? position
          isResumable = mayRepeat && Boolean(id || (cursor && at !== undefined))
          if (!sequence || at !== undefined) failures = 0
        }
        retryBaseMs = retryMs ?? retryBaseMs
        lastEventId = id ?? lastEventId
        if (text === undefined) return undefined
        if (decodeData) data = decodeData(data)
        return { data: data as T, event: event || 'message', id: lastEventId || undefined }
      }

      /** Waits until it may connect again. @throws StreamTruncatedError where it may not */
      const recover = async (lost: CallError | undefined) => {
        connection?.release()
        const error = truncated(lost)
        if (!isResumable || failures++ >= limits.maxRetries) throw error
        const backOffMs = Math.min(limits.retryCapMs, retryBaseMs * 2 ** (failures - 1))
        const delayMs = backOffMs * (0.75 + Math.random() / 4)
        // Before `onRetry`, which may end the stream.
        const waited = new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, delayMs)
          controller.signal.onabort = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        settings.onRetry?.({
          operation,
          attempt: failures,
          delayMs,
          cause: `${errorCodes(lost)}` || error.name,
        })
        await waited
      }

      begin()
      while (!isClosed) {
        if (aborted) throw aborted
        await connect()
        if (!connection) return
        let lost: CallError | undefined
        try {
          for await (const piece of receive(connection, limits)) {
            const message = await messageOf(piece)
            if (!message || controller.signal.aborted) continue
            if (terminal.includes(message.event)) close()
            yield pick(message)
            if (isClosed) return
          }
        } catch (error) {
          lost = error as CallError
          if (!/^(Conn|Time|Str)/.test(lost[hidden]?.kind)) throw error
        }
        if (aborted) throw aborted
        if (isClosed || !(lost || terminal[0])) return
        await recover(lost)
      }
    } catch (thrown) {
      const error = thrown as CallError
      // Whoever closes a stream asks for no error.
      if (!isClosed) {
        throw error.operation
          ? error
          : fail(error[hidden] ? error : errorOf('Driftless', `${error}`, { cause: error }))
      }
    } finally {
      interrupt()
    }
  }

  const iterate = <R>(pick: (message: StreamMessage<T>) => R) => {
    const events = read(pick)
    const finish = events.return
    // It must not wait for the event that is on its way.
    events.return = () => {
      close()
      return finish.call(events)
    }
    return events
  }

  // `isError` asks which operation this is, and does not read.
  if (probe.take) client.call(operation)
  return {
    get lastEventId() {
      return lastEventId || undefined
    },
    messages: () => iterate((message) => message),
    [Symbol.asyncIterator]: () => iterate(({ data }) => data),
    close,
    [Symbol.asyncDispose]: async () => close(),
  }
}
