import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { eventStream, type StreamMessage } from '../src/http/event-stream.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Bundles that a test hands out one by one. */
class Source implements AsyncIterable<readonly StreamMessage[]> {
  asked = 0
  ended = false
  #give: (bundle: readonly StreamMessage[] | undefined) => void = () => {}

  give(...bundle: StreamMessage[]): void {
    this.#give(bundle)
  }

  end(): void {
    this.#give(undefined)
  }

  async *[Symbol.asyncIterator]() {
    try {
      for (;;) {
        this.asked++
        const bundle = await new Promise<readonly StreamMessage[] | undefined>((resolve) => {
          this.#give = resolve
        })
        if (bundle === undefined) return
        yield bundle
      }
    } finally {
      this.ended = true
    }
  }
}

function open() {
  const source = new Source()
  const leave = vi.fn()
  const response = eventStream(source, leave)
  const reader = response.body?.getReader()
  const read = async () => {
    const value = (await reader?.read())?.value
    return value === undefined ? undefined : new TextDecoder().decode(value)
  }
  return { source, leave, response, reader, read }
}

test('a stream says what it is, how soon to come back, and what happens', async () => {
  const { source, response, read } = open()
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await read()).toBe('retry: 1000\n\n')
  source.give({ id: '1', event: 'a', data: { text: 'two\nlines' } }, { id: '2', event: 'b', data: null })
  expect(await read()).toBe(
    'id: 1\nevent: a\ndata: {"text":"two\\nlines"}\n\nid: 2\nevent: b\ndata: null\n\n',
  )
  const end = read()
  source.end()
  expect(await end).toBeUndefined()
})

test('a comment comes after each 15 seconds of silence, and nothing is lost by it', async () => {
  const { source, read } = open()
  await read()
  for (let silence = 0; silence < 3; silence++) {
    const comment = read()
    await vi.advanceTimersByTimeAsync(15_000)
    expect(await comment).toBe(':\n\n')
  }
  const message = read()
  source.give({ id: '1', event: 'a', data: 1 })
  expect(await message).toBe('id: 1\nevent: a\ndata: 1\n\n')
})

test('what nobody takes is not asked for', async () => {
  const { source, leave, reader } = open()
  await vi.advanceTimersByTimeAsync(60_000)
  for (let bundle = 0; bundle < 20; bundle++) {
    source.give({ id: String(bundle), event: 'a', data: bundle })
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(source.asked).toBeLessThan(5)
  await reader?.cancel()
  expect(leave).toHaveBeenCalledOnce()
})

test('a caller who leaves before taking the last bundle leaves nothing behind', async () => {
  const { source, leave, reader, read } = open()
  await read()
  source.give({ id: '1', event: 'a', data: 1 })
  await vi.advanceTimersByTimeAsync(1)
  await reader?.cancel()
  expect(leave).toHaveBeenCalledOnce()
  expect(source.ended).toBe(true)
})
