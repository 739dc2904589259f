import type { ErrorClass, Peer } from './peer.ts'
import { rare } from './peer.ts'

interface Stripe {
  readonly balance: { retrieve(): Promise<unknown> }
  readonly customers: {
    create(body: unknown): Promise<unknown>
    retrieve(id: string): Promise<unknown>
    del(id: string): Promise<unknown>
    list(): AsyncIterable<{ id: string }>
  }
}

interface StripeModule {
  readonly default: {
    new (key: string, options: object): Stripe
    readonly errors: { readonly StripeError: ErrorClass }
  }
}

/** `stripe`: methods of resources instead of paths, and a key for every POST. */
export const stripe: Peer = {
  id: 'stripe',
  packages: ['stripe'],
  async subject(load) {
    const { default: Stripe } = await load<StripeModule>('stripe')
    return {
      name: 'stripe',
      lacks: [...rare, 'headers', 'log', 'signal', 'stream', 'token'],
      page: (ids, has_more) => ({
        object: 'list',
        url: '/v1/customers',
        data: ids.map((id) => ({ id, object: 'customer' })),
        has_more,
      }),
      isOwnError: (error) => error instanceof Stripe.errors.StripeError,
      connect({ baseUrl, secret = 'sk_test_key', timeoutMs }) {
        const { hostname, port } = new URL(baseUrl)
        const timeout = timeoutMs === undefined ? {} : { timeout: timeoutMs }
        const client = new Stripe(secret, {
          host: hostname,
          port,
          protocol: 'http',
          telemetry: false,
          ...timeout,
        })
        return {
          get: () => client.balance.retrieve(),
          post: (_path, body) => client.customers.create(body),
          postOnce: (body) => client.customers.create(body),
          delete: () => client.customers.del('cus_1'),
          getItem: (id) => client.customers.retrieve(id),
          list: () => client.customers.list(),
        }
      },
    }
  },
}
