import { randomBytes } from 'node:crypto'
import { databaseSeed } from '@driftless/server-kit/testing'
import { expect, test, vi } from 'vitest'
import { inTime } from '../src/api/guard/in-time.ts'
import type { Store } from '../src/domain/session.ts'
import { createOpenSpawnServer, MIGRATIONS_FOLDER } from '../src/index.ts'

/** A database whose transactions begin when the gate opens. */
function gated() {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const ended: unknown[] = []
  const inner = { execute: async () => {} }
  const store = {
    transaction: async (work: (store: unknown) => Promise<unknown>) => {
      await gate
      return work(inner).then(
        (value) => {
          ended.push('committed')
          return value
        },
        (error: Error) => {
          ended.push(error.name)
          throw error
        },
      )
    },
  } as unknown as Store
  return { store, open, ended }
}

test('a transaction whose turn does not come in time is given up, and does nothing when it comes', async () => {
  const { store, open, ended } = gated()
  let worked = false
  const waiting = inTime(store, 1, async () => {
    worked = true
  })
  await expect(waiting).rejects.toMatchObject({ status: 503, code: 'busy', headers: { 'retry-after': '1' } })
  open()
  await expect.poll(() => ended).toEqual(['RollBackError'])
  expect(worked).toBe(false)
})

test('a transaction that has begun is not given up', async () => {
  const { store, open, ended } = gated()
  open()
  const work = () => new Promise((resolve) => setTimeout(() => resolve('done'), 20))
  expect(await inTime(store, 1, work)).toBe('done')
  expect(ended).toEqual(['committed'])
})

test.each(['55P03', '40P01'])('error %s of PostgreSQL is 503, without the query', async (code) => {
  const { store, open } = gated()
  open()
  const cause = Object.assign(new Error('canceling statement'), { code })
  const failing = inTime(store, 1000, () => Promise.reject(new Error('Failed query: secret', { cause })))
  const error = (await failing.catch((thrown: unknown) => thrown)) as Error
  expect(error).toMatchObject({ status: 503, code: 'busy', cause: 'canceling statement' })
})

test('other errors stay what they are', async () => {
  const { store, open } = gated()
  open()
  await expect(inTime(store, 1000, () => Promise.reject(new TypeError('x')))).rejects.toBeInstanceOf(
    TypeError,
  )
})

test('a server that is told nothing lets a request wait ten seconds', async () => {
  let apiKey = ''
  const server = createOpenSpawnServer({
    encryptionKey: randomBytes(32),
    seed: await databaseSeed(MIGRATIONS_FOLDER),
    onFirstStart: (created) => {
      apiKey = created.apiKey
    },
  })
  await server.start()
  const waits = vi.spyOn(globalThis, 'setTimeout')
  try {
    const request = new Request('http://localhost/api/v1/tasks', {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'x' }),
    })
    expect((await server.api.fetch(request)).status).toBe(201)
    expect(waits.mock.calls.map(([, delayMs]) => delayMs)).toEqual([10_000])
  } finally {
    waits.mockRestore()
    await server.close()
  }
})
