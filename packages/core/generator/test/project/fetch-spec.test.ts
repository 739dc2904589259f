import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../../../test/support/free-port.ts'
import { defaultFetchLimits, fetchSpec } from '../../src/project/fetch-spec.ts'
import { specRequest, urlVariable } from '../../src/project/spec-url.ts'

/** How a config names an environment variable. */
const variable = '$' + '{PET_TOKEN}'

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function fetchFrom(url: string, limits: Partial<typeof defaultFetchLimits> = {}, signal?: AbortSignal) {
  return fetchSpec(specRequest(url, undefined), signal, { ...defaultFetchLimits, ...limits })
}

describe('fetching a document', () => {
  it.each([
    'application/json',
    'application/yaml',
    'text/plain; charset=utf-8',
    'application/vnd.oai.openapi+json;version=3.1',
  ])('takes %s', async (type) => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': type }).end('openapi: 3.1.0'),
    )
    expect(await fetchFrom(`${url}/api.yaml`)).toEqual({ text: 'openapi: 3.1.0', file: `${url}/api.yaml` })
  })

  it.each([
    [404, /answered 404, not 200/],
    [500, /answered 500, not 200/],
    [204, /answered 204, not 200/],
    [401, /answered 401; set the headers it wants with --header 'Name: .*', or as server\.headers/],
    [403, /answered 403; set the headers/],
  ])('refuses status %i', async (status, message) => {
    const url = await serve((_request, response) => response.writeHead(status).end())
    await expect(fetchFrom(url)).rejects.toThrow(message)
  })

  it('refuses a page', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    )
    await expect(fetchFrom(url)).rejects.toThrow(/answered an HTML page, not an OpenAPI document/)
  })

  it('refuses more bytes than it reads, without waiting for the end', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('x'.repeat(2_000))
    })
    await expect(fetchFrom(url, { maxBytes: 1_000 })).rejects.toThrow(/more than 1000 bytes/)
  })

  it('gives up on a body that never ends', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    })
    await expect(fetchFrom(url, { timeoutMs: 200 })).rejects.toThrow(/no whole answer within 200 ms/)
  })

  it('says so where nobody listens', async () => {
    const port = await freePort()
    await expect(fetchFrom(`http://127.0.0.1:${port}/x`)).rejects.toThrow(
      `http://127.0.0.1:${port}/x cannot be fetched: connection refused.`,
    )
  })

  it('follows redirects within the origin', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/old.json') response.writeHead(308, { location: '/new.json' }).end()
      else response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
    expect((await fetchFrom(`${url}/old.json`)).text).toBe('{}')
  })

  it('does not follow a redirect to another origin', async () => {
    let asked = 0
    const other = await serve((_request, response) => {
      asked += 1
      response.end('{}')
    })
    const url = await serve((_request, response) =>
      response.writeHead(302, { location: `${other}/x.json?key=s3cret` }).end(),
    )
    const failure = await fetchFrom(url).catch((error: Error) => error.message)
    expect(failure).toMatch(
      /redirects to http:\/\/127\.0\.0\.1:\d+\/x\.json, another origin; name it with --url/,
    )
    expect(failure).not.toContain('s3cret')
    expect(asked).toBe(0)
  })

  it('does not follow redirects for ever', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end())
    await expect(fetchFrom(url)).rejects.toThrow(/redirects more than 5 times/)
  })

  it('sends the headers of the config, filled from the environment, and shows none of them', async () => {
    let sent: unknown
    const url = await serve((request, response) => {
      sent = [request.headers['x-key'], request.headers.authorization]
      response.writeHead(500).end()
    })
    const server = { specPath: '/openapi.json', headers: { 'X-Key': `v1 ${variable}` } }
    const request = specRequest(url.replace('http://', 'http://me:pa%20ss@'), server, '', {
      PET_TOKEN: 's3cret',
    })
    const failure = await fetchSpec(request).catch((error: Error) => error.message)
    expect(sent).toEqual(['v1 s3cret', `Basic ${Buffer.from('me:pa ss').toString('base64')}`])
    expect(failure).toBe(`${url}/openapi.json answered 500, not 200; is it the document's URL?`)
  })

  it('says which environment variable is missing', () => {
    const server = { specPath: '/openapi.json', headers: { authorization: `Bearer ${variable}` } }
    expect(() => specRequest('http://localhost', server, '', {})).toThrow(
      /header authorization needs the environment variable PET_TOKEN/,
    )
  })

  it('stops when it is interrupted', async () => {
    const url = await serve(() => {})
    await expect(fetchFrom(url, {}, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop')
  })
})

describe('where the document is', () => {
  const server = { specPath: '/api/v1/openapi.json' }
  it.each([
    ['http://host:1', 'http://host:1/api/v1/openapi.json'],
    ['http://host:1/', 'http://host:1/api/v1/openapi.json'],
    ['http://host/api/v1', 'http://host/api/v1/openapi.json'],
    ['http://host/api/v1/', 'http://host/api/v1/openapi.json'],
    ['http://host/proxy', 'http://host/proxy/api/v1/openapi.json'],
    ['http://host/proxy/api/v1', 'http://host/proxy/api/v1/openapi.json'],
    ['http://host/api/v1/openapi.json', 'http://host/api/v1/openapi.json'],
    ['https://host/files/other.yaml?v=2', 'https://host/files/other.yaml?v=2'],
  ])('%s', (text, url) => {
    expect(specRequest(text, server, '/api/v1').url.href).toBe(url)
  })

  it('is the URL as it stands where the config names no server', () => {
    expect(specRequest('http://host/docs', undefined).url.href).toBe('http://host/docs')
  })

  it('is not behind credentials that are badly encoded', () => {
    const text = 'http://user:100%@host'
    expect(() => specRequest(text, server)).toThrow(
      /^The credentials in the URL of host .* write % as %25\.$/,
    )
  })

  it.each(['host:80', 'ftp://host', 'nonsense', ''])('is not %j', (text) => {
    expect(() => specRequest(text, server)).toThrow(/is not a URL that starts with http/)
  })

  it('may stand in the environment', () => {
    expect(urlVariable('my-api')).toBe('MY_API_URL')
  })
})
