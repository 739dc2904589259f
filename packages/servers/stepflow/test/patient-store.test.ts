import { DatabaseUnavailableError } from '@driftless/server-kit'
import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../src/engine/run-event.ts'
import { patiently, patientStore } from '../src/store/patient-store.ts'
import type { RunRecord, Store } from '../src/store/store.ts'

const away = () => new DatabaseUnavailableError('The database is away.')
const patience = new AbortController().signal

/** Events that a fake store holds, which loses its next questions or its next answers. */
class FakeStore {
  readonly written: string[] = []
  lostQuestions = 0
  lostAnswers = 0
  status = 'none'

  readonly store = {
    blobs: { put: async (id: string) => this.#write(id) },
    runs: {
      create: async () => this.#write('create', () => (this.status = 'running')),
      get: async () => (this.status === 'none' ? undefined : { status: this.status }),
    },
    events: {
      append: async (_: string, events: readonly RunEvent[]) =>
        this.#write(events.map(({ sequence }) => sequence).join()),
      lastSequence: async () =>
        Math.max(0, ...this.written.flatMap((text) => text.split(',').map(Number)).filter(Number.isFinite)),
      end: async () => this.#write('end', () => (this.status = 'completed')),
    },
  } as unknown as Store

  async #write(what: string, effect: () => void = () => {}): Promise<void> {
    if (this.lostQuestions-- > 0) throw away()
    this.written.push(what)
    effect()
    if (this.lostAnswers-- > 0) throw away()
  }
}

const events = (...sequences: number[]) => sequences.map((sequence) => ({ sequence }) as RunEvent)
const run = { runId: 'r' } as RunRecord

describe('while the database is away', () => {
  test.each(['lostQuestions', 'lostAnswers'] as const)('nothing is lost or done twice: %s', async (loss) => {
    const fake = new FakeStore()
    const { runs, events: history, blobs } = patientStore(fake.store, patience)
    for (const work of [
      () => runs.create(run, []),
      () => history.append('r', events(1, 2)),
      () => history.append('r', events(3)),
      () => history.end('r', { status: 'completed' }),
    ]) {
      fake[loss] = 2
      await work()
    }
    expect(fake.written).toEqual(['create', '1,2', '3', 'end'])
    fake[loss] = 1
    await blobs.put('b', { kind: 'data', content: '1' })
    expect(new Set(fake.written)).toContain('b')
  })

  test('events of which a part was stored are completed', async () => {
    const fake = new FakeStore()
    fake.written.push('1,2')
    fake.lostQuestions = 1
    await patientStore(fake.store, patience).events.append('r', events(1, 2, 3))
    expect(fake.written).toEqual(['1,2', '3'])
  })

  test('other errors are thrown at once', async () => {
    let calls = 0
    const attempt = async () => {
      calls++
      throw new Error('a wrong query')
    }
    await expect(patiently(patience, attempt)).rejects.toThrow('a wrong query')
    expect(calls).toBe(1)
  })

  test('who may not wait any longer gets the error', async () => {
    const stop = new AbortController()
    const waiting = patiently(stop.signal, async () => {
      throw away()
    })
    stop.abort()
    await expect(waiting).rejects.toThrow('The database is away.')
  })
})
