/** Values that come from somewhere else: users, other systems, answers. */
import { json, text } from '../answers.ts'
import { brief, check, outcomeOf, printed, told } from '../expect.ts'
import type { Scenario, Scene } from '../scenario.ts'

export const headerInjection: Scenario = {
  id: 'header-injection',
  server: 'Answers; the caller gives a header value with a line break in it.',
  expected: 'The call fails, nothing is sent, and the error does not print the value.',
  needs: ['headers'],
  async run({ serve, connect }) {
    const server = await serve(json({ name: 'thing' }))
    const session = await connect(server)
    const headers = { 'x-note': 's3cr3t-note\r\nx-injected: yes' }
    const outcome = await outcomeOf(() => session.get('/things', { headers }))
    check(!outcome.isSuccess, told(outcome))
    check(server.received.length === 0, 'sent the request')
    check(!printed(outcome.error).includes('s3cr3t-note'), 'printed the value')
  },
}

/** Whatever fills in a path must stay one segment of it. */
async function staySegment({ serve, connect }: Scene, ids: readonly string[]): Promise<void> {
  const server = await serve(json({ id: 'item' }))
  const session = await connect(server)
  await session.getItem('item-1')
  const collection = server.received[0]?.url.replace(/item-1.*/, '') ?? ''
  for (const id of ids) {
    const { length } = server.received
    await outcomeOf(() => session.getItem(id))
    const url = server.received[length]?.url
    if (url === undefined) continue
    const segment = url.startsWith(collection) ? url.slice(collection.length) : undefined
    const isKept = segment && !/[/?#]/.test(segment) && !/^\.\.?$/.test(segment)
    check(Boolean(isKept), `asked for ${url} where the value was ${brief(id)}`)
  }
}

export const traversal: Scenario = {
  id: 'path-traversal',
  server: 'Answers; path values are `..`, `.`, `../admin`, `a/b`, `a?b` and `a#b`.',
  expected: 'Each is refused, or sent as one segment.',
  run: (scene) => staySegment(scene, ['..', '.', '../admin', 'a/b', 'a?b', 'a#b']),
}

export const emptyPathValue: Scenario = {
  id: 'empty-path-value',
  server: 'Answers; a path value is empty.',
  expected: 'It is refused: without it the path is that of the whole collection.',
  run: (scene) => staySegment(scene, ['']),
}

export const prototypeInBody: Scenario = {
  id: 'proto-in-body',
  server: 'Answers with objects whose members are called `__proto__` and `constructor`.',
  expected: 'No prototype is changed, neither that of all objects nor that of the result.',
  async run({ serve, connect }) {
    const members = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}'
    const body = `{${members},"data":{${members}},"name":"thing"}`
    const session = await connect(await serve(text(200, body, { 'content-type': 'application/json' })))
    const outcome = await outcomeOf(() => session.get('/things'))
    const isGlobal = 'polluted' in {}
    Reflect.deleteProperty(Object.prototype, 'polluted')
    check(!isGlobal, 'changed the prototype of all objects')
    if (!outcome.isSuccess) return
    const data = outcome.data as { data?: object }
    check(!('polluted' in data), 'changed the prototype of the result')
    check(!('polluted' in (data.data ?? {})), 'changed the prototype of an object in the result')
  },
}
