import { and, asc, desc, eq, inArray, isNull } from 'drizzle-orm'
import { agents } from '../../store/schema.ts'
import { invalid, notFound } from '../errors.ts'
import type { AgentRow, Session } from '../session.ts'

/** Agents that the caller may know of. */
function visible({ actor }: Session) {
  return and(eq(agents.orgId, actor.agent.orgId), isNull(agents.deletedAt))
}

/** Every agent of the organization, newest first. */
export function findAgents(session: Session): Promise<AgentRow[]> {
  return session.store
    .select()
    .from(agents)
    .where(visible(session))
    .orderBy(desc(agents.createdAt), desc(agents.id))
}

/** @throws Refusal 404. */
export async function getAgent(session: Session, id: string): Promise<AgentRow> {
  const [row] = await session.store
    .select()
    .from(agents)
    .where(and(eq(agents.id, id), visible(session)))
  if (row === undefined) throw notFound('Agent')
  return row
}

/**
 * Keeps others from changing an agent until the transaction ends.
 *
 * @throws Refusal 404.
 */
export async function lockAgent(session: Session, id: string): Promise<AgentRow> {
  const row = (await lockAgents(session, [id])).get(id)
  if (row === undefined) throw notFound('Agent')
  return row
}

/** Locks several agents, always in the same order, so that no two transactions wait for each other. */
export async function lockAgents(session: Session, ids: readonly string[]): Promise<Map<string, AgentRow>> {
  const rows = await session.store
    .select()
    .from(agents)
    .where(and(inArray(agents.id, [...new Set(ids)]), visible(session)))
    .orderBy(asc(agents.id))
    // Rows that refer to the agent may still be added.
    .for('no key update')
  return new Map(rows.map((row) => [row.id, row]))
}

/** @throws HttpError 422 that names the field in which an id stands that is no agent's. */
export async function requireAgentIn(session: Session, field: string, id: string): Promise<AgentRow> {
  const [row] = await session.store
    .select()
    .from(agents)
    .where(and(eq(agents.id, id), visible(session)))
  if (row === undefined) throw invalid(field, 'There is no such agent')
  return row
}

/** The children of agents, highest level first, then by name. */
export async function findChildren(session: Session, parentIds: readonly string[]): Promise<AgentRow[]> {
  if (parentIds.length === 0) return []
  const rows = await session.store
    .select()
    .from(agents)
    .where(and(inArray(agents.parentId, [...parentIds]), visible(session)))
  return rows.sort((a, b) => b.level - a.level || compareText(a.name, b.name) || compareText(a.id, b.id))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
