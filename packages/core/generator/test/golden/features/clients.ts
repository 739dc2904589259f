import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Golden } from '../support/golden.ts'

export function clientTests(golden: () => Golden): void {
  const headersOf = async (options: object, method: string) => {
    golden().server.answer({ status: 204 })
    const { security } = await golden().client('security', options)
    await security?.[method]?.()
    const [request] = golden().server.arrived
    return { ...request?.headers, url: request?.url }
  }

  describe('security', () => {
    test('each scheme goes where it belongs, and only where the operation wants it', async () => {
      const bearer = { bearerToken: 'b', queryKey: 'q' }
      expect(await headersOf(bearer, 'getDefault')).toMatchObject({
        authorization: 'Bearer b',
        url: '/default',
      })
      expect(await headersOf(bearer, 'getOptional')).toMatchObject({ url: '/optional?api_key=q' })
      expect(await headersOf(bearer, 'getPublic')).not.toHaveProperty('authorization')
      expect(await headersOf({ cookieKey: 'c' }, 'getCookie')).toMatchObject({ cookie: 'session=c' })
      const basic = await headersOf({ userPassword: { username: 'u', password: 'p' } }, 'getCookie')
      expect(basic.authorization).toBe(`Basic ${Buffer.from('u:p').toString('base64')}`)
      expect(await headersOf({ oauth: () => Promise.resolve('o') }, 'getCookie')).toMatchObject({
        authorization: 'Bearer o',
      })
    })

    test('an alternative of two schemes needs both', async () => {
      const both = await headersOf({ headerKey: 'k', appId: 'i' }, 'getEither')
      expect(both).toMatchObject({ 'x-api-key': 'k', 'x-app-id': 'i' })
      await expect(headersOf({ headerKey: 'k' }, 'getEither')).rejects.toThrow()
    })

    test('a call without credentials is sent where that is allowed, and refused before sending where not', async () => {
      expect(await headersOf({}, 'getOptional')).toMatchObject({ url: '/optional' })
      await expect(headersOf({}, 'getDefault')).rejects.toThrow(/bearer_token|credential|auth/i)
      expect(golden().server.arrived).toEqual([])
    })

    test("a provider of one's own goes beside any scheme, but not beside other credentials", async () => {
      const auth = {
        authorize: (request: { headers: object }) => ({
          ...request,
          headers: { ...request.headers, 'x-own': '1' },
        }),
      }
      expect(await headersOf({ auth }, 'getUnsupported')).toMatchObject({ 'x-own': '1' })
      await expect(headersOf({ auth, bearerToken: 'b' }, 'getDefault')).rejects.toThrow(
        /not both; got bearerToken, auth/,
      )
    })
  })

  describe('the class client', () => {
    test.each([undefined, null, 'very-secret', 7])('refuses %j in the place of options', async (options) => {
      const { main } = await golden().module('signed')
      const make = () => new main.Api(options as unknown as object)
      expect(make).toThrow(/^Api takes an object of options$/)
      expect(make).toThrow(expect.objectContaining({ name: 'UsageError' }))
    })

    test.each([undefined, null, 'very-secret'])('nor does createClient take %j', async (options) => {
      const { operations } = await golden().module('signed')
      const make = () => operations.createClient(options as unknown as object)
      expect(make).toThrow(/^Api needs apiKey, or agentId and secret, or auth; got none of them$/)
      expect(make).toThrow(expect.objectContaining({ name: 'UsageError' }))
    })

    test('shows no secret, however it is printed', async () => {
      const client = await golden().client('security', {
        bearerToken: 'very-secret',
        headers: { 'X-Own': 'very-secret' },
      })
      expect(inspect(client, { depth: 9 })).not.toContain('very-secret')
      expect(inspect(client.security, { depth: 9, showHidden: true })).not.toContain('very-secret')
      expect(JSON.stringify(client)).not.toContain('very-secret')
    })

    test('calls what the document lacks', async () => {
      const client = await golden().client('names')
      golden().server.json({ some_value: 1 })
      const request = (client as unknown as { request(...given: unknown[]): Promise<unknown> }).request
      expect(await request.call(client, 'post', '/other', { body: { a: 1 } })).toEqual({ some_value: 1 })
      expect(golden().server.arrived[0]).toMatchObject({ method: 'POST', url: '/other', body: '{"a":1}' })
    })

    test('`withOptions` changes a copy, `close` ends both', async () => {
      const client = await golden().client('names')
      const changed = (client as unknown as { withOptions(options: object): typeof client }).withOptions({
        headers: { 'x-more': '1' },
      })
      golden().server.answer({ status: 204 })
      await changed.health?.check?.()
      expect(golden().server.arrived[0]?.headers).toMatchObject({ 'x-more': '1' })
      await client[Symbol.asyncDispose]()
      await expect(changed.health?.check?.()).rejects.toThrow(/closed/)
    })

    test('takes a client made by `createClient`', async () => {
      const { main, operations } = await golden().module('names')
      golden().server.answer({ status: 204 })
      const shared = operations.createClient({ baseUrl: golden().server.url })
      await new main.Api(shared as object).health?.check?.()
      await operations.healthCheck?.(shared)
      expect(golden().server.arrived.map(({ url }) => url)).toEqual(['/health', '/health'])
    })

    test('names that are reserved words, in other scripts, or no names at all', async () => {
      const { default: resource, runQueues, 日本: japan, größe } = await golden().client('names')
      golden().server.answer({ status: 204 })
      await resource?.delete?.()
      await resource?.new?.('a', 'b', 'c', 'd', 'e')
      await resource?.getEmoji?.()
      await runQueues?.constructorOperation?.()
      await größe?.lesen?.()
      expect(golden().server.arrived.map(({ method, url }) => `${method} ${decodeURI(url)}`)).toEqual([
        'DELETE /delete',
        'GET /new/a/b/c/d/e',
        'GET /emoji',
        'DELETE /run-queue',
        'GET /größen',
      ])
      golden().server.json({ 名_前: 'x' })
      expect(await japan?.取得?.()).toBeTypeOf('object')
    })

    test('names with what no identifier may hold, and with a letter that TypeScript does not know', async () => {
      const { größe } = await golden().client('names')
      const area = { 'm²': 1, größe: 2, '\u{13460}': '\u{13460}', '\u{13460}_b': 'c' }
      golden().server.json(area)
      expect(await größe?.readM2?.()).toEqual(area)
    })

    test('text of the document never runs', async () => {
      const before = Object.keys(globalThis)
      const { main } = await golden().module('injection')
      golden().server.json({})
      const client = new main.Api({ baseUrl: golden().server.url })
      const [resource] = Object.values(client)
      await resource?.get?.("it's")
      expect(golden().server.arrived[0]).toMatchObject({ url: "/quotes/it's" })
      expect(Object.keys(globalThis)).toEqual(before)
    })
  })
}
