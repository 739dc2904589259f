import { given, type Peer, rare } from './peer.ts'
import { dataOf, ReturnedError } from './results.ts'

type Send = (path: string, options?: object) => Promise<object>

interface OpenapiFetchModule {
  readonly default: (options: object) => { readonly GET: Send; readonly POST: Send; readonly DELETE: Send }
}

/** `openapi-fetch`: types over `fetch`; errors are results. */
export const openapiFetch: Peer = {
  id: 'openapi-fetch',
  packages: ['openapi-fetch'],
  async subject(load) {
    const { default: createClient } = await load<OpenapiFetchModule>('openapi-fetch')
    return {
      name: 'openapi-fetch',
      lacks: [...rare, 'idempotency', 'list', 'log', 'stream', 'token'],
      isOwnError: (error) => error instanceof ReturnedError,
      connect({ baseUrl, secret }) {
        const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` }
        const client = createClient({ baseUrl, headers })
        return {
          get: (path, settings) => dataOf(client.GET(path, given(settings))),
          post: (path, body, settings) => dataOf(client.POST(path, { body, ...settings })),
          delete: (path, settings) => dataOf(client.DELETE(path, given(settings))),
          getItem: (id) => dataOf(client.GET('/items/{id}', { params: { path: { id } } })),
        }
      },
    }
  },
}
