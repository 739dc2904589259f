import { describe, expect, it } from 'vitest'
import { removeEnvironment } from '../../src/document/servers.ts'
import { spec } from './documents.ts'

const serversOf = (...servers: unknown[]) => removeEnvironment(spec({ servers })).json.servers

describe('removeEnvironment', () => {
  it.each([
    ['http://localhost:40123/api/v1', '/api/v1'],
    ['http://127.0.0.1:40123/api/v1/', '/api/v1'],
    ['http://0.0.0.0:8080/api', '/api'],
    ['http://[::1]:8080/api', '/api'],
    ['http://192.168.1.7/api', '/api'],
    ['https://10.0.0.1/api', '/api'],
    ['https://172.20.0.2/api', '/api'],
    ['http://pets.local/api', '/api'],
    ['http://pets-service:3000/api', '/api'],
    ['http://user@localhost:1/api', '/api'],
    ['//localhost:1/api', '/api'],
  ])('keeps only the path of %s', (url, path) => {
    expect(serversOf({ url })).toEqual([{ url: path }])
  })

  it.each([
    'https://pets.example.com:8443/v1',
    'https://172.32.0.1/v1',
    'https://localhost.example.com/v1',
    'https://{tenant}.example.com/v1',
    '/api/v1',
    'api',
    '',
  ])('leaves %j alone', (url) => {
    expect(serversOf({ url })).toEqual([{ url }])
  })

  it('gives the same document for two ports', () => {
    const [first, second] = [1, 2].map((port) =>
      removeEnvironment(spec({ servers: [{ url: `http://localhost:${port}/a` }] })),
    )
    expect(first).toEqual(second)
  })

  it('reads the host from the defaults of variables and drops those that are used up', () => {
    const variables = {
      host: { default: 'localhost' },
      port: { default: '40123' },
      version: { default: 'v1' },
    }
    expect(serversOf({ url: 'http://{host}:{port}/{version}', variables })).toEqual([
      { url: '/{version}', variables: { version: { default: 'v1' } } },
    ])
  })

  it('drops a server without path, and says so', () => {
    const { json, notices } = removeEnvironment(spec({ servers: [{ url: 'http://localhost:40123' }] }))
    expect(json).not.toHaveProperty('servers')
    expect(notices).toEqual([
      {
        pointer: '/servers/0',
        message:
          'the server "http://localhost:40123" belongs to one machine and has no path; it is left out.',
      },
    ])
  })

  it('keeps one of two servers that become the same, and the public ones', () => {
    const servers = [
      { url: 'http://localhost:1/v1' },
      { url: 'https://pets.example.com/v1' },
      { url: 'http://127.0.0.1:2/v1' },
    ]
    expect(serversOf(...servers)).toEqual([{ url: '/v1' }, { url: 'https://pets.example.com/v1' }])
  })

  it('cleans servers of paths and operations', () => {
    const servers = [{ url: 'http://localhost:1/x' }]
    const { json } = removeEnvironment(spec({ paths: { '/a': { servers, get: { servers } } } }))
    expect(json.paths).toEqual({ '/a': { servers: [{ url: '/x' }], get: { servers: [{ url: '/x' }] } } })
  })

  it('cleans the URLs of security schemes', () => {
    const scheme = (url: string) => ({
      type: 'oauth2',
      flows: { password: { tokenUrl: url, scopes: { tokenUrl: url } } },
    })
    const { json } = removeEnvironment(
      spec({ components: { securitySchemes: { a: scheme('http://localhost:1/token') } } }),
    )
    expect(json.components).toEqual({
      securitySchemes: {
        a: {
          type: 'oauth2',
          flows: { password: { tokenUrl: '/token', scopes: { tokenUrl: 'http://localhost:1/token' } } },
        },
      },
    })
  })
})
