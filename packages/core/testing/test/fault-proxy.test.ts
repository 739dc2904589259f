import { type Fault, json, seededFaults, startFaultProxy, startFaultServer } from '@driftless/testing'
import { afterEach, expect, test } from 'vitest'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop()
})

/** A server that numbers its answers, behind a proxy that always does the same. */
async function behind(fault?: Fault) {
  const server = await startFaultServer([1, 2, 3].map((number) => json({ number }, 201, { 'x-own': 'yes' })))
  const proxy = await startFaultProxy([server.url], () => fault)
  running.push(proxy, server)
  const post = (signal: AbortSignal | null = null) =>
    fetch(`${proxy.url}/things?a=1`, {
      method: 'POST',
      body: 'text',
      headers: { 'x-mine': 'too' },
      signal,
    })
  /** Posts, and gives up once the request has reached the proxy. */
  const giveUp = async () => {
    const leaving = new AbortController()
    const posted = expect(post(leaving.signal)).rejects.toThrow('aborted')
    await expect.poll(() => proxy.exchanges.length).toBe(1)
    leaving.abort()
    await posted
  }
  return { server, proxy, post, giveUp }
}

test('without a fault, everything passes as it is', async () => {
  const { server, post } = await behind()
  const response = await post()
  expect([response.status, response.headers.get('x-own'), await response.json()]).toEqual([
    201,
    'yes',
    { number: 1 },
  ])
  const [{ method, url, headers, body } = {}] = server.received
  expect([method, url, headers?.['x-mine'], body]).toEqual(['POST', '/things?a=1', 'too', 'text'])
})

test.each([
  ['before', 0],
  ['after', 1],
] as const)('what is spoiled %s reaches the server %i times', async (moment, times) => {
  for (const kind of ['drop', 'reset'] as const) {
    const { server, proxy, post, giveUp } = await behind({ kind, moment })
    if (kind === 'drop') await giveUp()
    else await expect(post()).rejects.toThrow('fetch failed')
    await proxy.idle()
    expect(server.received).toHaveLength(times)
  }
  const { server, post } = await behind({ kind: 'unavailable', moment })
  expect((await post()).status).toBe(503)
  expect(server.received).toHaveLength(times)
})

test('a cut answer breaks off in its body', async () => {
  const { post } = await behind({ kind: 'cut' })
  const response = await post()
  expect(response.status).toBe(201)
  await expect(response.text()).rejects.toThrow('terminated')
})

test.each(['later', 'together'] as const)(
  'a duplicate is sent twice, %s, and answered once',
  async (order) => {
    const { server, proxy, post } = await behind({ kind: 'duplicate', order })
    expect(await (await post()).json()).toEqual({ number: 1 })
    await proxy.idle()
    expect(server.received).toHaveLength(2)
  },
)

test('a late request arrives although nobody waits for it any more', async () => {
  const { server, proxy, giveUp } = await behind({ kind: 'delay', moment: 'before', ms: 2_000 })
  await giveUp()
  expect(server.received).toHaveLength(0)
  await proxy.idle()
  expect(server.received).toHaveLength(1)
})

test('a server that is away is answered for with 502', async () => {
  const { server, post } = await behind()
  await server.stop()
  expect((await post()).status).toBe(502)
})

test('the same seed gives the same faults, whatever the order', () => {
  const faults: Fault[] = [{ kind: 'cut' }, { kind: 'reset', moment: 'after' }]
  const drawn = (seed: string, bodies: readonly string[]) => {
    const choose = seededFaults(seed, 0.3, faults)
    return bodies.map((body) => choose({ method: 'POST', url: '/', headers: {}, body: Buffer.from(body) }))
  }
  const bodies = Array.from({ length: 2000 }, (_, index) => `${index}`)
  const first = drawn('a', bodies)
  expect(drawn('a', bodies.toReversed()).reverse()).toEqual(first)
  expect(drawn('b', bodies)).not.toEqual(first)
  const share = (fault?: Fault) => first.filter((each) => each === fault).length / first.length
  expect(share()).toBeCloseTo(0.7, 1)
  for (const fault of faults) expect(share(fault)).toBeCloseTo(0.15, 1)
  const [again] = [
    drawn(
      'a',
      Array.from({ length: 100 }, () => 'same'),
    ),
  ]
  expect(new Set(again).size).toBe(3)
})
