import { z } from 'zod'
import { API_KEY_SCOPES } from '../../domain/enums.ts'
import { id, idOut, momentOut, text, whole } from './parts.ts'

export const ApiKeyScope = z.enum(API_KEY_SCOPES).meta({
  id: 'ApiKeyScope',
  description:
    '`read` reads; `write` also changes; `admin` also does what roles allow, and makes and revokes keys.',
})

export const ApiKey = z
  .object({
    id: idOut().describe('Id of the key.'),
    agentId: idOut().describe('The agent that it acts as.'),
    name: z.string().describe('What it is for.'),
    keyPrefix: z.string().describe('Its first characters.'),
    scopes: z.array(ApiKeyScope).describe('What it allows.'),
    expiresAt: momentOut().nullable().describe('When it ends by itself; null: never.'),
    revokedAt: momentOut().nullable().describe('When it was revoked.'),
    createdAt: momentOut().describe('When it was made.'),
  })
  .meta({ id: 'ApiKey', description: 'An API key; the key itself is shown once.' })

export const CreateApiKeyRequest = z
  .strictObject({
    name: text(100).describe('What it is for.'),
    scopes: z.array(ApiKeyScope).min(1).max(3).optional().describe('What it allows; default: `read`.'),
    expiresInDays: whole(1, 3650).nullish().describe('After how many days it ends; default: never.'),
    agentId: id().optional().describe('The agent that it acts as, if not the caller; for role `hr`.'),
  })
  .meta({ id: 'CreateApiKeyRequest', description: 'An API key to make.' })

export const CreateApiKeyResponse = z
  .object({
    data: ApiKey,
    key: z.string().describe('The key. Keep it: it is shown this once.'),
    message: z.string().describe('A word for people.'),
  })
  .meta({ id: 'CreateApiKeyResponse', description: 'A new API key.' })

export const ApiKeyListResponse = z
  .object({ data: z.array(ApiKey).describe('Newest first.') })
  .meta({ id: 'ApiKeyListResponse', description: 'API keys.' })

export const apiKeyParams = z.object({ id: id().describe('Id of the key.') })
