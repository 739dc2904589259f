/** What a client leaves behind. */
import { getEventListeners } from 'node:events'
import { json } from '../answers.ts'
import { check, eventually } from '../expect.ts'
import type { Scenario } from '../scenario.ts'

const callCount = 10_000
const callers = 20
/** More than what agents and servers hold for themselves, less than what one thing per call comes to. */
const tolerance = 20

/** How many of something hold the process. */
function held(kind: string): number {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length
}

export const nothingLeft: Scenario = {
  id: 'ten-thousand-calls',
  server: 'Answers 10,000 calls that share one signal, then closes its connections.',
  expected: 'No timer and no listener is left, and no socket once the server has closed its own.',
  boundMs: 120_000,
  isAlone: true,
  async run({ subject, serve, connect }) {
    const sockets = held('TCPSocketWrap')
    const timers = held('Timeout')
    const server = await serve(json({ name: 'thing' }))
    const session = await connect(server, { timeoutMs: 60_000 })
    const { signal } = new AbortController()
    const settings = subject.lacks.includes('signal') ? {} : { signal }
    let left = callCount
    const call = async () => {
      while (left-- > 0) await session.get('/things', settings)
    }
    await Promise.all(Array.from({ length: callers }, call))
    const listeners = getEventListeners(signal, 'abort').length
    check(listeners <= tolerance, `left more than ${tolerance} listeners on the signal`)
    const timersLeft = held('Timeout') - timers
    check(timersLeft <= tolerance, `left more than ${tolerance} timers`)
    await server.stop()
    const isFree = await eventually(() => held('TCPSocketWrap') <= sockets)
    check(isFree, 'held sockets that the server had closed')
  },
}
