import type { RequestSettings } from '@driftless/testing'
import { type Peer, rare } from './peer.ts'

interface Octokit {
  request(route: string, parameters?: object): Promise<{ readonly data: unknown }>
}

interface OctokitModule {
  readonly Octokit: { plugin(plugin: unknown): new (options: object) => Octokit }
}

/** `@octokit/core` with `@octokit/plugin-retry`. */
export const octokit: Peer = {
  id: 'octokit',
  packages: ['@octokit/core', '@octokit/plugin-retry'],
  async subject(load) {
    const { Octokit } = await load<OctokitModule>('@octokit/core')
    const { retry } = await load<{ retry: unknown }>('@octokit/plugin-retry')
    const RetryingOctokit = Octokit.plugin(retry)
    return {
      name: '@octokit/core + plugin-retry',
      lacks: [...rare, 'idempotency', 'list', 'log', 'stream', 'token'],
      // Its class is called RequestError, and its instances HttpError.
      isOwnError: (error) => error instanceof Error && error.name === 'HttpError',
      connect({ baseUrl, secret }) {
        const client = new RetryingOctokit({
          baseUrl,
          ...(secret !== undefined && { auth: secret }),
        })
        const request = async (route: string, parameters: object, settings: RequestSettings = {}) => {
          const { signal, headers } = settings
          const extra = { ...(headers && { headers }), ...(signal && { request: { signal } }) }
          return (await client.request(route, { ...parameters, ...extra })).data
        }
        return {
          get: (path, settings) => request(`GET ${path}`, {}, settings),
          post: (path, body, settings) => request(`POST ${path}`, body as object, settings),
          delete: (path, settings) => request(`DELETE ${path}`, {}, settings),
          getItem: (id) => request('GET /items/{id}', { id }),
        }
      },
    }
  },
}
