import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { collect, events, eventsThenCut, numbered, open } from './support.ts'

test('gives the data of each event, and stops at the terminal one', async () => {
  const server = await serve(events(numbered(1), numbered(2), numbered(3, 'finished')))
  const { items, error } = await collect(open(server))
  expect(error).toBeUndefined()
  expect(items).toEqual([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }])
})

test('goes on behind the last event, by header and by cursor', async () => {
  const server = await serve(
    eventsThenCut(numbered(1), numbered(2), 'id: 3\ndata: {"seq'),
    events(numbered(3, 'finished')),
  )
  const { items, error } = await collect(open(server, { args: { query: { since: 0, kind: 'all' } } }))
  expect(error).toBeUndefined()
  expect(items).toEqual([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }])
  expect(server.received.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
    ['/api/v1/events?since=0&kind=all', undefined],
    ['/api/v1/events?since=2&kind=all', '2'],
  ])
})
