import { expect, test } from 'vitest'
import { type ArgumentOptions, parseServerArguments, UsageError, usage } from '../src/process/arguments.ts'

const DATABASE_URL = 'postgres://me:pa%40ss@localhost:5432/mine'
const parse = (args: string[], options: Partial<ArgumentOptions> = {}) =>
  parseServerArguments(args, { defaultPort: 7837, ...options })

test('defaults are the port of the server, loopback, and memory', () => {
  const defaults = { port: 7837, host: '127.0.0.1', corsOrigins: [], own: {} }
  expect(parse([])).toEqual(defaults)
  expect(parse([], { environment: { DATABASE_URL: '' } })).toEqual(defaults)
})

test('all options are read', () => {
  const args = [
    '--port',
    '0',
    '--host',
    '::1',
    '--data',
    'x',
    '--cors-origin',
    'http://a:1',
    '--cors-origin',
    '*',
  ]
  expect(parse(args)).toEqual({
    port: 0,
    host: '::1',
    dataDir: 'x',
    corsOrigins: ['http://a:1', '*'],
    own: {},
  })
})

test("a server's own options are read beside them, each as often as it is given", () => {
  const ownOptions = ['module', 'colour'].map((name) => ({ name, value: 'X', help: 'Help' }))
  const args = ['--module', 'a', '--port', '1', '--module=b']
  expect(parse(args, { ownOptions })).toMatchObject({ port: 1, own: { module: ['a', 'b'], colour: [] } })
  expect(() => parse(['--module='], { ownOptions })).toThrow(UsageError)
})

test.each(['postgres', 'postgresql'])('DATABASE_URL may start with %s:', (scheme) => {
  const environment = { DATABASE_URL: DATABASE_URL.replace('postgres', scheme) }
  expect(parse([], { environment })).toMatchObject({ databaseUrl: environment.DATABASE_URL })
})

test.each(['mysql://me:secret@h/d', 'postgres:secret', 'secret', 'postgres://me:sec#ret@h/d', '/secret'])(
  'DATABASE_URL %j is a usage error that does not repeat it',
  (url) => {
    const attempt = () => parse([], { environment: { DATABASE_URL: url } })
    expect(attempt).toThrow(UsageError)
    expect(attempt).toThrow(/DATABASE_URL must be a URL such as (?!.*sec)/)
  },
)

test('a data folder together with DATABASE_URL is a usage error', () => {
  expect(() => parse(['--data', 'x'], { environment: { DATABASE_URL } })).toThrow(
    new UsageError('--data and DATABASE_URL exclude each other: leave one of them out'),
  )
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
  expect(() => parse(args.filter(Boolean))).toThrow(UsageError)
})

test.each(['https://a.example', 'http://[::1]:5173', 'chrome-extension://abc', 'null', '*'])(
  'browsers may send the origin %s',
  (origin) => {
    expect(parse(['--cors-origin', origin])).toMatchObject({ corsOrigins: [origin] })
  },
)

test.each([
  'a.example',
  'http://a/',
  'http://a/path',
  'http://A',
  'http://a:80',
  'http:a',
  'a://b/c',
  'http://a, *',
])('no browser sends the origin %j', (origin) => {
  expect(() => parse(['--cors-origin', origin])).toThrow(
    new UsageError(
      `--cors-origin must be an origin such as http://localhost:5173, without a path, or *; got ${JSON.stringify(origin)}`,
    ),
  )
})

test('help names every option', () => {
  expect(parse(['--help'])).toBeUndefined()
  expect(parse(['-h'])).toBeUndefined()
  const ownOptions = [{ name: 'module', value: 'FILE', help: 'Loads FILE' }]
  const ownVariables = [{ name: 'COLOUR', help: 'Paints it' }]
  expect(usage('x', { defaultPort: 1, ownOptions, ownVariables })).toMatch(
    /--port.*--host.*--data.*--cors-origin.*--module FILE +Loads FILE\n.*DATABASE_URL.*\n +COLOUR +Paints it$/s,
  )
})
