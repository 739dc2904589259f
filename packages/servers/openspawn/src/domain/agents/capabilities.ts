import { randomUUID } from 'node:crypto'
import { and, asc, eq, inArray } from 'drizzle-orm'
import { agentCapabilities } from '../../store/schema.ts'
import type { Proficiency } from '../enums.ts'
import { conflict, notFound } from '../errors.ts'
import { recordEvent } from '../events.ts'
import { requireParent } from '../permissions.ts'
import type { AgentRow, Session } from '../session.ts'
import type { NewCapability } from './create.ts'
import { getAgent } from './find.ts'

export type CapabilityRow = typeof agentCapabilities.$inferSelect

/** What agents can do, by agent. */
export async function capabilitiesOf(
  { store }: Session,
  agentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly CapabilityRow[]>> {
  if (agentIds.length === 0) return new Map()
  const rows = await store
    .select()
    .from(agentCapabilities)
    .where(inArray(agentCapabilities.agentId, [...agentIds]))
    .orderBy(asc(agentCapabilities.capability))
  return new Map(agentIds.map((id) => [id, rows.filter(({ agentId }) => agentId === id)]))
}

/** What one agent can do. */
export async function listCapabilities(session: Session, id: string): Promise<readonly CapabilityRow[]> {
  await getAgent(session, id)
  return (await capabilitiesOf(session, [id])).get(id) ?? []
}

export async function addCapability(
  session: Session,
  id: string,
  { capability, proficiency }: NewCapability,
): Promise<CapabilityRow> {
  const agent = await getAgent(session, id)
  requireChangeable(session, agent)
  const [row] = await session.store
    .insert(agentCapabilities)
    .values({
      id: randomUUID(),
      orgId: agent.orgId,
      agentId: id,
      capability,
      proficiency,
      createdAt: session.now,
    })
    .onConflictDoNothing()
    .returning()
  if (row === undefined) throw conflict('capability_exists', `The agent has capability ${capability} already`)
  await recordChange(session, 'added', agent, row)
  return row
}

export async function updateCapability(
  session: Session,
  capabilityId: string,
  proficiency: Proficiency,
): Promise<CapabilityRow> {
  const { agent, row } = await findCapability(session, capabilityId)
  await session.store
    .update(agentCapabilities)
    .set({ proficiency })
    .where(eq(agentCapabilities.id, capabilityId))
  const updated = { ...row, proficiency }
  await recordChange(session, 'updated', agent, updated)
  return updated
}

export async function removeCapability(session: Session, capabilityId: string): Promise<void> {
  const { agent, row } = await findCapability(session, capabilityId)
  await session.store.delete(agentCapabilities).where(eq(agentCapabilities.id, capabilityId))
  await recordChange(session, 'removed', agent, row)
}

async function findCapability(
  session: Session,
  capabilityId: string,
): Promise<{ agent: AgentRow; row: CapabilityRow }> {
  const { orgId } = session.actor.agent
  const [row] = await session.store
    .select()
    .from(agentCapabilities)
    .where(and(eq(agentCapabilities.id, capabilityId), eq(agentCapabilities.orgId, orgId)))
    .for('update')
  if (row === undefined) throw notFound('Capability')
  const agent = await getAgent(session, row.agentId)
  requireChangeable(session, agent)
  return { agent, row }
}

function requireChangeable({ actor }: Session, agent: AgentRow): void {
  if (agent.id !== actor.agent.id) requireParent(actor, agent, 'change its capabilities')
}

async function recordChange(
  session: Session,
  change: 'added' | 'updated' | 'removed',
  agent: AgentRow,
  { capability, proficiency }: CapabilityRow,
): Promise<void> {
  await recordEvent(session, {
    type: `agent.capability_${change}`,
    entityType: 'agent',
    entityId: agent.id,
    data: { capability, proficiency },
    message: `${session.actor.agent.name} ${change} capability ${capability} of ${agent.name}`,
  })
}
