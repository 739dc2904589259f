import { randomUUID } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import { apiKeys } from '../store/schema.ts'
import { requireAgentIn } from './agents/find.ts'
import type { ApiKeyScope } from './enums.ts'
import { conflict, forbidden, notFound } from './errors.ts'
import { recordEvent } from './events.ts'
import { newApiKey } from './organizations.ts'
import { requireRole, requireScope } from './permissions.ts'
import type { Session } from './session.ts'

export type ApiKeyRow = typeof apiKeys.$inferSelect

export interface NewApiKey {
  readonly name: string
  readonly scopes?: readonly ApiKeyScope[] | undefined
  readonly expiresInDays?: number | null | undefined
  /** Default: the caller. */
  readonly agentId?: string | undefined
}

const DAY_MS = 24 * 60 * 60 * 1000

/** Makes a key that acts as an agent: the caller, or, for agents of role `hr`, any. */
export async function createApiKey(
  session: Session,
  { name, scopes = ['read'], expiresInDays, agentId = session.actor.agent.id }: NewApiKey,
): Promise<{ row: ApiKeyRow; key: string }> {
  const { store, actor, now } = session
  requireScope(actor, 'admin')
  if (agentId !== actor.agent.id) requireRole(actor, 'hr')
  const agent = await requireAgentIn(session, 'agentId', agentId)
  if (agent.status === 'revoked') throw conflict('agent_not_active', 'The agent is revoked')
  const { key, hash, prefix } = newApiKey()
  const [row] = await store
    .insert(apiKeys)
    .values({
      id: randomUUID(),
      orgId: agent.orgId,
      agentId,
      name,
      keyHash: hash,
      keyPrefix: prefix,
      scopes: [...new Set(scopes)],
      expiresAt: expiresInDays == null ? null : new Date(now.getTime() + expiresInDays * DAY_MS),
      createdAt: now,
    })
    .returning()
  if (row === undefined) throw new Error('The database returned no API key')
  await recordEvent(session, {
    type: 'api_key.created',
    entityType: 'api_key',
    entityId: row.id,
    data: { name, agentId, scopes: row.scopes },
    message: `${actor.agent.name} made an API key for ${agent.name}: ${name}`,
  })
  return { row, key }
}

/** Keys of the caller; for agents of role `hr`, of the organization. */
export function findApiKeys({ store, actor }: Session): Promise<ApiKeyRow[]> {
  const { id, orgId, role } = actor.agent
  return store
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.orgId, orgId), role === 'hr' ? undefined : eq(apiKeys.agentId, id)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
}

/** Ends a key. */
export async function revokeApiKey(session: Session, id: string): Promise<void> {
  const { store, actor, now } = session
  requireScope(actor, 'admin')
  const [row] = await store
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, id), eq(apiKeys.orgId, actor.agent.orgId)))
    .for('update')
  if (row === undefined) throw notFound('API key')
  if (row.agentId !== actor.agent.id && actor.agent.role !== 'hr') {
    throw forbidden('insufficient_role', 'Only its agent and agents of role hr may revoke a key')
  }
  if (row.revokedAt !== null) throw conflict('already_revoked', 'API key is revoked already')
  await store.update(apiKeys).set({ revokedAt: now }).where(eq(apiKeys.id, id))
  await recordEvent(session, {
    type: 'api_key.revoked',
    entityType: 'api_key',
    entityId: id,
    data: { name: row.name, agentId: row.agentId },
    message: `${actor.agent.name} revoked the API key ${row.name}`,
  })
}
