import { expect, it } from 'vitest'
import { createLineReader } from '../src/line-reader.ts'
import { createLogTail } from '../src/log.ts'
import { readPort } from '../src/readiness.ts'

/** Cuts chunks into lines. */
function lines(...chunks: (string | Buffer)[]): string[] {
  const read: string[] = []
  const reader = createLineReader((stream, line) => read.push(`${stream}: ${line}`))
  for (const chunk of chunks) reader.write('stdout', Buffer.from(chunk))
  reader.end()
  return read.map((line) => line.replace('stdout: ', ''))
}

it('cuts output into lines wherever chunks begin and end', () => {
  expect(lines('a\nb', 'c\r', '\n\nd')).toEqual(['a', 'bc', '', 'd'])
  expect(lines()).toEqual([])
})

it('keeps characters whole that are split between chunks', () => {
  const bytes = Buffer.from('grüße 🦉\n')
  const pieces = [...bytes].map((byte) => Buffer.from([byte]))
  expect(lines(...pieces)).toEqual(['grüße 🦉'])
})

it('cuts lines without end into pieces', () => {
  const long = 'x'.repeat(25_000)
  const lengths = [10_000, 10_000, 5_000]
  expect(lines(long).map(({ length }) => length)).toEqual(lengths)
  expect(lines(`${long}\n`).map(({ length }) => length)).toEqual(lengths)
})

it('keeps the streams apart', () => {
  const read: string[] = []
  const reader = createLineReader((stream, line) => read.push(`${stream}: ${line}`))
  reader.write('stdout', Buffer.from('{"po'))
  reader.write('stderr', Buffer.from('warning\n'))
  reader.write('stdout', Buffer.from('rt":1}\n'))
  expect(read).toEqual(['stderr: warning', 'stdout: {"port":1}'])
})

it('keeps the last lines only', () => {
  const tail = createLogTail(3)
  for (let line = 0; line < 100; line += 1)
    tail.add({ time: new Date(), stream: 'stdout', line: String(line) })
  const recent = (count: number) => tail.recent(count).map(({ line }) => line)
  expect(recent(2)).toEqual(['98', '99'])
  expect(recent(50)).toEqual(['97', '98', '99'])
  expect(recent(0)).toEqual([])
  const none = createLogTail(0)
  none.add({ time: new Date(), stream: 'stdout', line: 'x' })
  expect(none.recent(5)).toEqual([])
})

it.each([
  ['{"port":7837}', 7837],
  [' { "port" : 1 } ', 1],
  ['{"port":0}', undefined],
  ['{"port":65536}', undefined],
  ['{"port":1.5}', undefined],
  ['{"port":"1"}', undefined],
  ['{"port":1,"level":"info"}', undefined],
  ['{"port":1', undefined],
  ['listening on {"port":1}', undefined],
  ['', undefined],
])('finds the port in %j: %s', (line, port) => {
  expect(readPort(line)).toBe(port)
})
