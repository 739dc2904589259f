import { eq } from 'drizzle-orm'
import { agents } from '../../store/schema.ts'
import type { AgentMode } from '../enums.ts'
import { conflict, forbidden } from '../errors.ts'
import { recordEvent } from '../events.ts'
import { requireRole } from '../permissions.ts'
import type { AgentRow, Session } from '../session.ts'
import { findChildren, getAgent, lockAgent } from './find.ts'

export interface AgentChanges {
  readonly name?: string | undefined
  readonly level?: number | undefined
  readonly model?: string | undefined
  readonly mode?: AgentMode | undefined
  readonly managementFeePct?: number | undefined
  readonly budgetPeriodLimit?: number | null | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

/** Changes what is given and leaves the rest. */
export async function updateAgent(session: Session, id: string, changes: AgentChanges): Promise<AgentRow> {
  requireRole(session.actor, 'hr')
  const agent = await lockAgent(session, id)
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const [updated = agent] = await session.store
    .update(agents)
    .set({ ...given, updatedAt: session.now })
    .where(eq(agents.id, id))
    .returning()
  await recordEvent(session, {
    type: 'agent.updated',
    entityType: 'agent',
    entityId: id,
    data: { changes: given },
    message: `${session.actor.agent.name} updated ${updated.name}`,
  })
  return updated
}

/** Ends an agent: its secret and its API keys work no more. */
export async function revokeAgent(session: Session, id: string): Promise<AgentRow> {
  requireRole(session.actor, 'hr')
  const agent = await lockAgent(session, id)
  if (id === session.actor.agent.id) throw forbidden('own_agent', 'Cannot revoke yourself')
  if (agent.status === 'revoked') throw conflict('already_revoked', 'Agent is revoked already')
  await session.store
    .update(agents)
    .set({ status: 'revoked', updatedAt: session.now })
    .where(eq(agents.id, id))
  await recordEvent(session, {
    type: 'agent.revoked',
    entityType: 'agent',
    entityId: id,
    data: { previousStatus: agent.status },
    message: `${session.actor.agent.name} revoked ${agent.name}`,
  })
  return { ...agent, status: 'revoked' }
}

/** An agent with those below it. */
export interface AgentTree {
  readonly agent: AgentRow
  /** Absent where the depth ends. */
  readonly children?: readonly AgentTree[]
}

/** An agent with `depth` generations below it. */
export async function agentHierarchy(session: Session, id: string, depth: number): Promise<AgentTree> {
  const root = await getAgent(session, id)
  const generations: AgentRow[][] = [[root]]
  for (let generation = 1; generation <= depth; generation++) {
    const parents = generations.at(-1) ?? []
    generations.push(
      await findChildren(
        session,
        parents.map((parent) => parent.id),
      ),
    )
  }
  return treeOf(root, generations.slice(1))
}

function treeOf(agent: AgentRow, [next, ...below]: readonly AgentRow[][]): AgentTree {
  if (next === undefined) return { agent }
  const children = next.filter(({ parentId }) => parentId === agent.id)
  return { agent, children: children.map((child) => treeOf(child, below)) }
}
