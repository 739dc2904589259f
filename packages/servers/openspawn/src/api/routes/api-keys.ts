import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import type { z } from 'zod'
import { type ApiKeyRow, createApiKey, findApiKeys, revokeApiKey } from '../../domain/api-keys.ts'
import { MessageOnlyResponse } from '../schemas/agents.ts'
import {
  type ApiKey,
  ApiKeyListResponse,
  apiKeyParams,
  CreateApiKeyRequest,
  CreateApiKeyResponse,
} from '../schemas/api-keys.ts'
import { bodyErrors, changeErrors, errors, readErrors } from '../schemas/errors.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['apiKeys']

const createApiKeyRoute = createRoute({
  method: 'post',
  path: '/api-keys',
  operationId: 'createApiKey',
  tags,
  summary: 'Create an API key',
  description:
    'Makes a key that acts as the caller, or, for agents of role `hr`, as another agent of the organization. With an API key it takes scope `admin`.',
  request: { body: jsonBody(CreateApiKeyRequest) },
  responses: {
    201: jsonAnswer('The key.', CreateApiKeyResponse),
    ...errors([409, ...bodyErrors], { 409: 'The agent is revoked.' }),
  },
  ...named('apiKeys', 'create'),
  ...keyed,
})

const listApiKeys = createRoute({
  method: 'get',
  path: '/api-keys',
  operationId: 'listApiKeys',
  tags,
  summary: 'List API keys',
  description: 'Lists the keys of the caller; for agents of role `hr`, those of the organization.',
  responses: { 200: jsonAnswer('The keys.', ApiKeyListResponse), ...errors(readErrors) },
  ...named('apiKeys', 'list'),
  ...resultAt('/data'),
})

const revokeApiKeyRoute = createRoute({
  method: 'delete',
  path: '/api-keys/{id}',
  operationId: 'revokeApiKey',
  tags,
  summary: 'Revoke an API key',
  description: 'Ends a key. For its agent and agents of role `hr`; with an API key it takes scope `admin`.',
  request: { params: apiKeyParams },
  responses: {
    200: jsonAnswer('The key works no more.', MessageOnlyResponse),
    ...errors([404, 409, ...changeErrors], { 409: 'The key is revoked already.' }),
  },
  ...named('apiKeys', 'revoke'),
  ...keyed,
})

/** Registers the operations on API keys. */
export function registerApiKeys(router: ApiRouter): void {
  router.openapi(createApiKeyRoute, async (context) => {
    const { row, key } = await createApiKey(context.get('session'), context.req.valid('json'))
    const message = 'Keep this key: it is not shown again.'
    return context.json({ data: apiKeyOnTheWire(row), key, message }, 201)
  })
  router.openapi(listApiKeys, async (context) => {
    const rows = await findApiKeys(context.get('session'))
    return context.json({ data: rows.map(apiKeyOnTheWire) }, 200)
  })
  router.openapi(revokeApiKeyRoute, async (context) => {
    await revokeApiKey(context.get('session'), context.req.valid('param').id)
    return context.json({ message: 'API key revoked' }, 200)
  })
}

function apiKeyOnTheWire(row: ApiKeyRow): z.infer<typeof ApiKey> {
  const { id, agentId, name, keyPrefix, scopes, expiresAt, revokedAt, createdAt } = row
  return {
    id,
    agentId,
    name,
    keyPrefix,
    scopes: [...scopes],
    expiresAt: expiresAt?.toISOString() ?? null,
    revokedAt: revokedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}
