import { describe, expect, test } from 'vitest'
import type { Golden, LooseFunction } from '../support/golden.ts'

interface LooseStream extends AsyncIterable<unknown> {
  readonly lastEventId: string | undefined
  messages(): AsyncIterable<{ readonly data: unknown; readonly event: string }>
}

export function streamTests(golden: () => Golden): void {
  /** Streams are no promises: the loose types of calls do not fit. */
  const open = (operation: LooseFunction | undefined, ...given: unknown[]) =>
    operation?.(...given) as unknown as LooseStream
  const method = async (resource: string, name: string): Promise<LooseFunction> => {
    const client = await golden().client('streams')
    return (...given) => client[resource]?.[name]?.(...given) as never
  }
  const answer = (contentType: string, body: string) =>
    golden().server.answer({ headers: { 'content-type': contentType }, body })
  const collect = async (stream: AsyncIterable<unknown>) => {
    const items: unknown[] = []
    for await (const item of stream) items.push(item)
    return items
  }
  const event = (sequence: number, type: string, name: string) =>
    `event: ${name}\ndata: ${JSON.stringify({ event_type: type, step_id: 's', meta: { sequence_number: sequence } })}\n\n`

  describe('streams', () => {
    test('give events with the names of TypeScript, up to the terminal one', async () => {
      answer(
        'text/event-stream',
        event(1, 'StepStarted', 'step') + event(2, 'RunCompleted', 'run~failed') + event(3, '', 'never'),
      )
      const streamed = await collect(open(await method('runs', 'streamEvents'), 'r', { sinceEvent: 0 }))
      expect(streamed).toEqual([
        { eventType: 'StepStarted', stepId: 's', meta: { sequenceNumber: 1 } },
        { eventType: 'RunCompleted', step_id: 's', meta: { sequenceNumber: 2 } },
      ])
      const { url, headers } = golden().server.only()
      expect(url).toBe('/runs/r/events?since_event=0')
      expect(headers.accept).toBe('text/event-stream')
    })

    test('are functions too, and say at the type level what they give', async () => {
      answer('text/event-stream', event(1, 'RunCompleted', 'run_completed'))
      const { operations } = await golden().module('streams')
      const client = operations.createClient({ baseUrl: golden().server.url })
      const stream = open(operations.streamRunEvents, client, 'r')
      for await (const { data, event } of stream.messages()) {
        expect([data, event]).toEqual([
          { eventType: 'RunCompleted', step_id: 's', meta: { sequenceNumber: 1 } },
          'run_completed',
        ])
      }
    })

    test('that end early are made again with the cursor, by its name on the wire', async () => {
      answer('text/event-stream', event(7, 'StepStarted', 'step'))
      const api = new (await golden().module('streams')).main.Api({
        baseUrl: golden().server.url,
        maxRetries: 1,
        retryBaseMs: 1,
      })
      const stream = open((...given) => api.runs?.streamEvents?.(...given) as never, 'r')
      await expect(collect(stream)).rejects.toMatchObject({ name: 'StreamTruncatedError' })
      expect(golden().server.arrived.map(({ url }) => url)).toEqual([
        '/runs/r/events',
        '/runs/r/events?since_event=7',
      ])
    })

    test('are text where the document says nothing, or text', async () => {
      answer('text/event-stream', 'data: {"a":1}\n\ndata: b\n\n')
      expect(await collect(open(await method('ticks', 'watch')))).toEqual(['{"a":1}', 'b'])
      const { operations } = await golden().module('responses')
      const client = operations.createClient({ baseUrl: golden().server.url })
      expect(await collect(open(operations.streamRunEvents, client, 'r'))).toEqual(['{"a":1}', 'b'])
    })

    test('follow a body that is sent, once', async () => {
      answer('text/event-stream', 'data: {"new_text":"Yes"}\n\ndata: {"new_')
      const stream = open(await method('answers', 'ask'), { userQuestion: 'Is it?' })
      await expect(collect(stream)).rejects.toMatchObject({ name: 'StreamTruncatedError', operation: 'ask' })
      expect(golden().server.only().body).toBe('{"user_question":"Is it?"}')
    })

    test('of JSON lines give a value per line, and refuse to round', async () => {
      answer('application/x-ndjson', '{"row_number":1,"exact_size":2}\n\n{"row_number":2,"exact_size":3}')
      expect(await collect(open(await method('rows', 'list')))).toEqual([
        { rowNumber: 1, exactSize: 2 },
        { rowNumber: 2, exactSize: 3 },
      ])
      answer('application/x-ndjson', '{"row_number":1,"exact_size":9007199254740993}\n')
      await expect(collect(open(await method('rows', 'list')))).rejects.toMatchObject({
        name: 'ResponseFormatError',
      })
    })

    test('of several media types, and of other kinds, come as raw bytes', async () => {
      answer('application/x-ndjson', '{"row_number":1}\n')
      const body = (await golden().call('streams', 'rows.getMixed')) as ReadableStream<
        Uint8Array<ArrayBuffer>
      >
      expect(await new Response(body).text()).toBe('{"row_number":1}\n')
      const refused = golden().call('streams', 'rows.getMixed', { idleTimeoutMs: -1 })
      await expect(refused).rejects.toMatchObject({ name: 'UsageError' })
      expect(golden().packages.get('streams')?.files.get('src/types.ts')).not.toContain('neverNamed')
    })

    test('answer with typed errors, which tell their operation', async () => {
      golden().server.json({ error_code: 'no_such_run' }, 404)
      const { main, operations } = await golden().module('streams')
      const api = await golden().client('streams')
      const error = await collect(open(await method('runs', 'streamEvents'), 'r')).catch(
        (thrown: unknown) => thrown,
      )
      expect(error).toMatchObject({ name: 'NotFoundError', body: { errorCode: 'no_such_run' } })
      for (const operation of [operations.streamRunEvents, api.runs?.streamEvents]) {
        expect(main.isError(error, operation, 404)).toBe(true)
      }
      expect(main.isError(error, operations.watchTicks, 404)).toBe(false)
    })

    test('have a subpath of their own, only where there are any', () => {
      const files = golden().packages.get('streams')?.files
      const exported = files?.get('src/streams.ts')?.match(/\w+(?=,| })/g)
      expect(exported?.sort()).toEqual([
        'ApiOptions',
        'EventStream',
        'StreamMessage',
        'StreamOptions',
        'StreamTruncatedError',
        'ask',
        'createClient',
        'listRows',
        'streamRunEvents',
        'watchTicks',
      ])
      expect(golden().packages.get('bodies')?.files.has('src/streams.ts')).toBe(false)
      expect(golden().packages.get('bodies')?.files.get('src/index.ts')).not.toContain('Stream')
    })
  })
}
