import type { Settings, SubjectEvent } from '@driftless/testing'
import { type ErrorClass, given, loggerOf, type Peer, rare } from './peer.ts'

type Send = (path: string, options?: object) => Promise<unknown>

/** What the two SDKs have in common, coming from the same generator. */
interface Sdk {
  readonly get: Send
  readonly post: Send
  readonly delete: Send
  readonly models: { retrieve(id: string): Promise<unknown>; list(): AsyncIterable<{ id: string }> }
  readonly files?: { list(): AsyncIterable<{ id: string }> }
}

interface SdkModule {
  readonly default: new (options: object) => Sdk
  readonly OpenAIError: ErrorClass
  readonly AnthropicError: ErrorClass
}

function optionsOf({ baseUrl, timeoutMs, log }: Settings): object {
  return {
    baseURL: baseUrl,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(log && { logLevel: 'debug', logger: loggerOf(log) }),
  }
}

function sessionOf(sdk: Sdk, list: () => AsyncIterable<{ id: string }>) {
  return {
    get: (path: string, settings?: object) => sdk.get(path, given(settings)),
    post: (path: string, body: unknown, settings?: object) => sdk.post(path, { body, ...settings }),
    delete: (path: string, settings?: object) => sdk.delete(path, given(settings)),
    getItem: (id: string) => sdk.models.retrieve(id),
    list,
    async *stream(settings?: object): AsyncGenerator<SubjectEvent> {
      const events = await sdk.get('/events', { stream: true, ...settings })
      for await (const data of events as AsyncIterable<unknown>) yield { data }
    },
  }
}

/** `openai`: its pages of files have a cursor. */
export const openai: Peer = {
  id: 'openai',
  packages: ['openai'],
  async subject(load) {
    const { default: OpenAI, OpenAIError } = await load<SdkModule>('openai')
    return {
      name: 'openai',
      lacks: [...rare, 'idempotency'],
      events: { name: 'step', named: false, last: () => 'data: [DONE]\n\n' },
      page: (ids, has_more) => ({ object: 'list', data: ids.map((id) => ({ id })), has_more }),
      isOwnError: (error) => error instanceof OpenAIError,
      connect({ secret = 'sk-test', token, ...settings }) {
        const sdk = new OpenAI({ apiKey: token ?? secret, ...optionsOf(settings) })
        return sessionOf(sdk, () => sdk.files?.list() ?? sdk.models.list())
      },
    }
  },
}

/** `@anthropic-ai/sdk`: its pages of models have a cursor. */
export const anthropic: Peer = {
  id: 'anthropic',
  packages: ['@anthropic-ai/sdk'],
  async subject(load) {
    const { default: Anthropic, AnthropicError } = await load<SdkModule>('@anthropic-ai/sdk')
    return {
      name: '@anthropic-ai/sdk',
      lacks: [...rare, 'idempotency'],
      events: {
        name: 'content_block_delta',
        named: false,
        last: () => 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
      },
      page: (ids, has_more) => ({
        data: ids.map((id) => ({ id })),
        has_more,
        first_id: ids[0],
        last_id: ids.at(-1),
      }),
      isOwnError: (error) => error instanceof AnthropicError,
      connect({ secret = 'sk-test', token, ...settings }) {
        const soon = () => Date.now() / 1000 + 3_600
        const credentials = token && {
          credentials: async () => ({ token: await token(), expiresAt: soon() }),
        }
        const sdk = new Anthropic({ ...(credentials ?? { apiKey: secret }), ...optionsOf(settings) })
        return sessionOf(sdk, () => sdk.models.list())
      },
    }
  },
}
