import { expect, test } from 'vitest'
import { EventHub } from '../src/engine/event-hub.ts'
import { RunJournal } from '../src/engine/journal.ts'
import type { RunEvent } from '../src/engine/run-event.ts'
import type { EventStore } from '../src/store/store.ts'

/** A store in memory that counts how it is used; what it does not need to do fails. */
class CountingStore implements EventStore {
  readonly events: RunEvent[] = []
  readonly bundles: number[] = []
  reads = 0
  failure: Error | undefined

  async append(_: string, events: readonly RunEvent[]): Promise<void> {
    if (this.failure !== undefined) throw this.failure
    this.bundles.push(events.length)
    this.events.push(...events)
  }
  async read(_: string, after: number, limit: number): Promise<readonly RunEvent[]> {
    this.reads++
    return this.events.filter(({ sequence }) => sequence > after).slice(0, limit)
  }
  async lastSequence(): Promise<number> {
    return this.events.length
  }
  end(): Promise<void> {
    throw new Error('not needed')
  }
  unfinishedSteps(): Promise<never> {
    throw new Error('not needed')
  }
}

function setUp() {
  const store = new CountingStore()
  const hub = new EventHub()
  const journal = new RunJournal(store, 'run', 0, (events) => hub.publish('run', events))
  const item = (itemIndex: number) => journal.tell({ type: 'itemCompleted', itemIndex, status: 'completed' })
  const end = () => journal.tell({ type: 'runCompleted', status: 'completed' })
  return { store, hub, journal, item, end }
}
const whole = { runId: 'run', since: 0, withResults: false }
const never = new AbortController().signal

test('events told together are stored together, in the order in which they were told', async () => {
  const { store, item } = setUp()
  await Promise.all(Array.from({ length: 100 }, (_, index) => item(index)))
  await Promise.all([item(100), item(101)])
  expect(store.bundles).toEqual([100, 2])
  expect(store.events.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 102 }, (_, index) => index + 1),
  )
})

test('who tells an event that cannot be stored hears of it', async () => {
  const { store, item, journal } = setUp()
  store.failure = new Error('disk full')
  const results = await Promise.allSettled([item(0), item(1)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await journal.settled()
})

test('events reach a follower without a look into the store', async () => {
  const { store, hub, item, end } = setUp()
  const events = hub.follow(store, whole, never)
  const first = events.next()
  await item(0)
  expect((await first).value).toMatchObject([{ sequence: 1 }])
  const { reads } = store
  for (let index = 1; index < 20; index++) {
    const next = events.next()
    await item(index)
    expect((await next).value).toMatchObject([{ sequence: index + 1 }])
  }
  await end()
  expect((await events.next()).value).toMatchObject([{ type: 'runCompleted' }])
  expect(await events.next()).toEqual({ done: true, value: undefined })
  expect(store.reads).toBe(reads)
})

test('a follower that reads slowly gets everything in bundles of bounded size', async () => {
  const { store, hub, item, end } = setUp()
  const events = hub.follow(store, whole, never)
  await item(0)
  const sizes: number[] = []
  const sequences: number[] = []
  const take = async () => {
    const { value } = await events.next()
    sizes.push(value?.length ?? 0)
    sequences.push(...(value ?? []).map(({ sequence }) => sequence))
    return value !== undefined
  }
  await take()
  // More than a follower keeps, in small bundles and in one that is too large by itself.
  for (let index = 1; index < 500; index++) await item(index)
  await Promise.all(Array.from({ length: 1000 }, (_, index) => item(500 + index)))
  await end()
  while (await take());
  expect(sequences).toEqual(Array.from({ length: 1501 }, (_, index) => index + 1))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(256)
})

test('a stream ends when its reader leaves, its run is deleted, and its hub is closed', async () => {
  const { store, hub, item } = setUp()
  await item(0)
  const reader = new AbortController()
  const ways: (() => void)[] = [() => reader.abort(), () => hub.forget('run'), () => hub.close()]
  for (const way of ways) {
    const events = hub.follow(store, whole, reader.signal.aborted ? never : reader.signal)
    await events.next()
    const end = events.next()
    way()
    expect(await end).toEqual({ done: true, value: undefined })
  }
  expect(await hub.follow(store, whole, never).next()).toEqual({ done: true, value: undefined })
})
