import { describe, expect, it } from 'vitest'
import { SpecError } from '../../src/document/errors.ts'
import type { JsonObject } from '../../src/document/types.ts'
import { buildModel } from '../../src/model/build.ts'
import { config, document, operation } from './support/build.ts'

async function retryOf(method: string, extensions: JsonObject) {
  const paths = {
    '/a': { [method]: { operationId: 'a', responses: { 204: { description: '' } }, ...extensions } },
  }
  const { retry, keyHeaders } = operation(await buildModel(document({ paths }), config), 'a')
  return { retry, keyHeaders }
}

const headers = { 'x-driftless-idempotency': ['Key', 'X-Key'] }

describe('an operation', () => {
  it.each([
    ['get', 'safe'],
    ['put', 'safe'],
    ['delete', 'safe'],
    ['post', 'never'],
    ['patch', 'never'],
  ])('%s is %s by its method', async (method, retry) => {
    expect(await retryOf(method, {})).toEqual({ retry, keyHeaders: undefined })
  })

  it('is what the document says', async () => {
    expect(await retryOf('post', { 'x-driftless-retry': 'safe' })).toMatchObject({ retry: 'safe' })
    expect(await retryOf('get', { 'x-driftless-retry': 'never' })).toMatchObject({ retry: 'never' })
  })

  it('is keyed where a header for a key is declared, and its method is not safe', async () => {
    expect(await retryOf('post', headers)).toEqual({ retry: 'keyed', keyHeaders: ['Key', 'X-Key'] })
    expect(await retryOf('put', { 'x-driftless-idempotency': 'Key' })).toEqual({
      retry: 'safe',
      keyHeaders: ['Key'],
    })
    const deletion = { ...headers, 'x-driftless-retry': 'keyed' }
    expect(await retryOf('delete', deletion)).toMatchObject({ retry: 'keyed' })
  })

  it.each([
    ['keyed without a header', { 'x-driftless-retry': 'keyed' }, 'declare x-driftless-idempotency'],
    ['never with one', { ...headers, 'x-driftless-retry': 'never' }, 'remove one of them'],
  ])('is refused if %s', async (_, extensions, message) => {
    const error = await retryOf('post', extensions).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SpecError)
    expect(error).toMatchObject({
      pointer: '/paths/~1a/post/x-driftless-retry',
      message: expect.stringContaining(message),
    })
  })
})
