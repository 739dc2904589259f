import { expect, test } from 'vitest'
import { parseServerArguments, UsageError, usage } from '../src/process/arguments.ts'

test('defaults are the port of the server, loopback, and memory', () => {
  expect(parseServerArguments([], 7837)).toEqual({ port: 7837, host: '127.0.0.1', corsOrigins: [] })
})

test('all options are read', () => {
  const args = ['--port', '0', '--host', '::1', '--data', 'x', '--cors-origin', 'a', '--cors-origin', 'b']
  expect(parseServerArguments(args, 1)).toEqual({
    port: 0,
    host: '::1',
    dataDir: 'x',
    corsOrigins: ['a', 'b'],
  })
})

test.each([
  ['--port', 'x'],
  ['--port', '65536'],
  ['--port', '-1'],
  ['--prot', '1'],
  ['data'],
  ['--data'],
  ['--data='],
  ['--host='],
])('a wrong command line is a usage error: %j %j', (...args) => {
  expect(() => parseServerArguments(args.filter(Boolean), 1)).toThrow(UsageError)
})

test('help names every option', () => {
  expect(parseServerArguments(['--help'], 1)).toBeUndefined()
  expect(parseServerArguments(['-h'], 1)).toBeUndefined()
  expect(usage('x', 1)).toMatch(/--port.*--host.*--data.*--cors-origin/s)
})
