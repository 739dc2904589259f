import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { compareOffer, offerOf } from '../../src/drift/index.ts'
import { check, manifestOf, run, serve, serveDocument, specPath } from './command-fixture.ts'
import { type Loose, makeDocument, put } from './document.ts'

const manifest = await manifestOf(makeDocument())

describe('check', () => {
  it.each([
    '',
    '/',
    '/api/v1',
    '/api/v1/',
    '/api/v1/openapi.json',
    '/other.json',
    '/documents/runs?format=json',
  ])('finds the document from %j', async (path) => {
    const origin = await serveDocument(makeDocument(), '/other.json', '/documents/runs?format=json')
    const result = await check(manifest, origin + path)
    const where = ['/other.json', '/documents/runs'].find((other) => path.startsWith(other)) ?? specPath
    expect(result).toEqual({
      code: 0,
      printed: `${origin}${where} offers all that runs-api was made from (5 operations).`,
      remarks: '',
    })
  })

  it('finds a document that does not stand below the base path', async () => {
    const origin = await serve(({ url }, response) => {
      response.writeHead(url === '/openapi.json' ? 200 : 404).end(JSON.stringify(makeDocument()))
    })
    const result = await check({ ...manifest, specPath: '/openapi.json' }, `${origin}/api/v1`)
    expect([result.code, result.printed]).toEqual([
      0,
      expect.stringContaining(`${origin}/openapi.json offers`),
    ])
  })

  it('lists only what differs, and new operations as a remark', async () => {
    const document = makeDocument()
    put(document, ['components', 'schemas', 'Run', 'properties', 'note'], undefined)
    put(document, ['paths', '/tree'], undefined)
    put(document, ['paths', '/runs', 'delete'], { responses: { 204: { description: 'Gone.' } } })
    const origin = await serveDocument(document)
    expect(await check(manifest, origin)).toEqual({
      code: 1,
      printed: `${origin}${specPath} does not offer all that runs-api was made from:
  changed  GET /runs           runs.m9
  changed  GET /runs/{run_id}  runs.m18
  gone     GET /tree           runs.m9
3 of 5 operations differ. Use a version of runs-api that was made from this server's document.
note: new on the server: DELETE /runs`,
      remarks: '',
    })
    const { code, printed } = await check(manifest, origin, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(printed)).toEqual({
      package: 'runs-api',
      server: `${origin}${specPath}`,
      inStep: false,
      operations: 5,
      differences: [
        { change: 'changed', httpMethod: 'GET', path: '/runs', names: ['call9'], calls: ['runs.m9'] },
        {
          change: 'changed',
          httpMethod: 'GET',
          path: '/runs/{run_id}',
          names: ['call18'],
          calls: ['runs.m18'],
        },
        { change: 'gone', httpMethod: 'GET', path: '/tree', names: ['call9'], calls: ['runs.m9'] },
      ],
      added: ['DELETE /runs'],
    })
  })

  it('does not fail for new operations, names of path parameters, ports and hosts', async () => {
    const text = JSON.stringify(makeDocument())
      .replaceAll('run_id', 'id')
      .replaceAll('localhost:4000', '10.0.0.7:80')
    const document: Loose = JSON.parse(text)
    put(document, ['paths', '/new'], { get: { responses: {} } })
    const origin = await serveDocument(document)
    expect(await check(manifest, origin)).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/ offers all .*\nnote: new on the server: GET \/new$/),
    })
  })

  it('tells once that all operations moved, and is silent where a document names no base path', async () => {
    const moved = await serveDocument({ ...makeDocument(), servers: [{ url: '/api/v2' }] })
    const result = await check(manifest, moved)
    expect([result.code, result.printed.split('\n').slice(1)]).toEqual([
      1,
      [
        '  all operations moved from /api/v1 to /api/v2',
        "5 of 5 operations differ. Use a version of runs-api that was made from this server's document.",
      ],
    ])
    const bare = await serveDocument({ ...makeDocument(), servers: [] })
    expect((await check(manifest, bare)).code).toBe(0)
  })

  it('compares what several functions share once, and not what only an overlay declares or removes', async () => {
    const [first, ...others] = manifest.operations
    if (first === undefined) throw new Error('no operation')
    const { digest: _, ...undigested } = { ...first, path: '/only/in/the/overlay' }
    const operations = [...others.slice(0, -1), { ...first, method: 'other' }, first, undigested]
    const document = makeDocument()
    put(document, ['paths', '/runs', 'get', 'parameters'], [])
    const report = compareOffer(
      { ...manifest, operations, leftOut: ['GET /health'] },
      await offerOf(document),
    )
    expect(report).toEqual({
      inStep: false,
      operations: 4,
      differences: [
        {
          change: 'changed',
          httpMethod: 'GET',
          path: '/runs',
          names: ['call9', 'call9'],
          calls: ['runs.other', 'runs.m9'],
        },
      ],
      added: [],
    })
  })

  it('sends headers, and credentials of the URL', async () => {
    const seen: unknown[] = []
    const origin = await serve(({ headers }, response) => {
      seen.push([headers.authorization, headers['x-key']])
      const isIn = headers.authorization !== undefined || headers['x-key'] !== undefined
      response.writeHead(isIn ? 200 : 401).end(JSON.stringify(makeDocument()))
    })
    const refused = await check(manifest, origin)
    expect([refused.code, refused.remarks]).toEqual([
      1,
      expect.stringMatching(/answered 401; send .* --header/),
    ])
    expect((await check(manifest, origin, '--header', 'X-Key: a:b')).code).toBe(0)
    const withUser = await check(manifest, origin.replace('//', '//ann:s%C3%A9@'))
    expect([withUser.code, withUser.printed]).toEqual([0, expect.not.stringContaining('ann')])
    expect(seen.slice(-2)).toEqual([
      [undefined, 'a:b'],
      [`Basic ${Buffer.from('ann:sé').toString('base64')}`, undefined],
    ])
  })
})

describe('a server that cannot be compared', () => {
  it.each<[string, RequestListener, RegExp]>([
    ['HTML', (_, response) => response.end('<!doctype html><p>Hi'), /answered an HTML page\..* Name the URL/],
    ['404', (_, response) => response.writeHead(404).end(), /answered 404, and not with a document/],
    ['500', (_, response) => response.writeHead(500).end(), /answered 500, and not with a document/],
    ['text', (_, response) => response.end('hello'), /answered no JSON/],
    [
      'JSON of another kind',
      (_, response) => response.end('{"status":"ok"}'),
      /JSON that is no OpenAPI 3 document/,
    ],
    ['JSON cut short', (_, response) => response.end('{"openapi": "3.1.0", "pa'), /answered no JSON/],
    [
      'YAML',
      (_, response) => response.end('openapi: 3.1.0\ninfo: {}\n'),
      /answered YAML.*same document in JSON/,
    ],
    [
      'Swagger 2.0',
      (_, response) => response.end('{"swagger":"2.0"}'),
      /answered Swagger 2\.0.*`driftless check`/,
    ],
    ['a lost connection', (_, response) => response.destroy(), /cannot be fetched: /],
    [
      'a redirect to another origin',
      (_, response) => response.writeHead(302, { location: 'https://elsewhere.example/doc?key=1' }).end(),
      /redirects to https:\/\/elsewhere\.example\/doc, another origin; name it with --server/,
    ],
    [
      'redirects without end',
      (_, response) => response.writeHead(302, { location: '/again' }).end(),
      /redirects more than 5 times/,
    ],
    [
      'a document that is nested too deep',
      (_, response) => {
        const deep = `${'{"items":'.repeat(60_000)}{}${'}'.repeat(60_000)}`
        response.end(
          `{"openapi":"3.1.0","paths":{"/":{"get":{"parameters":[{"name":"a","in":"query","schema":${deep}}]}}}}`,
        )
      },
      /nested too deep/,
    ],
  ])('says so: %s', async (_what, listener, message) => {
    const origin = await serve(listener)
    const result = await check(manifest, origin, '--json')
    expect(result.code).toBe(1)
    expect(result.remarks).toMatch(message)
    expect(`error: ${JSON.parse(result.printed).error}`).toBe(result.remarks)
  })

  it('says so where nothing listens', async () => {
    const origin = await serve((_, response) => response.end())
    const port = Number(new URL(origin).port)
    const unused = origin.replace(String(port), String(port === 65_535 ? port - 1 : port))
    const { code, remarks } = await check(manifest, unused.replace('127.0.0.1', '127.0.0.2'))
    expect([code, remarks]).toEqual([1, expect.stringMatching(/cannot be fetched: connection refused\.$/)])
  })

  it('does not wait for ever', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200).write('{')
    })
    const { code, remarks } = await check(manifest, origin, '--timeout', '0.2')
    expect([code, remarks]).toEqual([1, expect.stringMatching(/no whole answer within 0\.2 s/)])
  })

  it('does not read for ever', async () => {
    const part = Buffer.alloc(1 << 20, ' ')
    let sent = 0
    const origin = await serve((_, response) => {
      const send = (): void => {
        do sent += 1
        while (!response.destroyed && response.write(part))
        response.once('drain', send)
      }
      send()
    })
    const { code, remarks } = await check(manifest, origin)
    expect([code, remarks]).toEqual([1, expect.stringMatching(/answered more than 67108864 bytes/)])
    expect(sent).toBeLessThan(100)
  })
})

describe('wrong usage', () => {
  it.each([
    [[], 'A command is missing.'],
    [['diff'], 'There is no command diff.'],
    [['check'], '--server URL is missing.'],
    [['check', '--server'], '--server needs a value.'],
    [['check', '--server='], '--server needs a value.'],
    [
      ['check', '--server', 'localhost:4000'],
      '"localhost:4000" is not a URL that starts with http:// or https://.',
    ],
    [['check', '--server', 'http://a%:b@localhost'], 'The credentials in the URL are not percent-encoded'],
    [['check', '--server=http://localhost', '--quiet'], '--quiet is not understood.'],
    [['check', '--header', 'secret'], '--header takes "Name: value".'],
    [['check', '--timeout', '-1'], '--timeout takes seconds from above 0 to 3600, not -1.'],
  ])('%j exits 2 and shows the usage', async (argv, message) => {
    const { code, printed, remarks } = await run(manifest, ...argv)
    expect([code, printed]).toEqual([2, ''])
    expect(remarks).toContain(`error: ${message}`)
    expect(remarks).toContain('\nUsage: npx runs-api check --server URL')
  })

  it.each(['--help', '-h', 'help'])('%s is no error', async (flag) => {
    expect(await run(manifest, flag)).toMatchObject({ code: 0, printed: expect.stringMatching(/^Usage:/) })
  })
})
