import type { SecurityDeclaration } from '@driftless/server-kit/auth'
import { BODYLESS_METHODS, EMPTY_BODY, SIGNATURE_HEADERS } from './guard/authenticate.ts'

/** How callers say who they are, as the document tells it. */
export const security: SecurityDeclaration = {
  schemes: {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. It acts as the agent that it was issued to, within its scopes.',
    },
    hmac: {
      type: 'apiKey',
      in: 'header',
      name: SIGNATURE_HEADERS.signature,
      description:
        'A signature by an agent: HMAC-SHA256 of method, path, timestamp, nonce and body, one after the other.',
      'x-driftless-hmac': {
        algorithm: 'sha256',
        key: { encoding: 'hex', bytes: 32 },
        headers: { ...SIGNATURE_HEADERS },
        options: { id: 'agentId', secret: 'secret' },
        timestamp: 'seconds',
        nonceBytes: 32,
        sign: ['method', 'path', 'timestamp', 'nonce', 'body'],
        bodyless: [...BODYLESS_METHODS],
        emptyBody: EMPTY_BODY,
      },
    },
  },
  security: [{ apiKey: [] }, { hmac: [] }],
  openOperations: ['checkHealth'],
}
