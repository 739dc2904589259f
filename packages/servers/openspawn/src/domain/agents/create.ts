import { randomBytes, randomUUID } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { agentCapabilities, agents } from '../../store/schema.ts'
import type { AgentMode, AgentRole, AgentStatus, Proficiency } from '../enums.ts'
import { conflict, forbidden } from '../errors.ts'
import { recordEvent } from '../events.ts'
import { capacityOf, MIN_LEVEL } from '../levels.ts'
import { requireParent, requireRole } from '../permissions.ts'
import type { AgentRow, Session, Store } from '../session.ts'
import { lockAgent } from './find.ts'
import { freeAgentId } from './names.ts'

export interface NewCapability {
  readonly capability: string
  readonly proficiency: Proficiency
}

export interface NewAgent {
  /** Derived from the name if absent. */
  readonly agentId?: string | undefined
  readonly name: string
  readonly level?: number | undefined
  readonly model?: string | undefined
  readonly role?: AgentRole | undefined
  readonly mode?: AgentMode | undefined
  readonly managementFeePct?: number | undefined
  readonly budgetPeriodLimit?: number | undefined
  readonly capabilities?: readonly NewCapability[] | undefined
  readonly metadata?: Record<string, unknown> | undefined
}

/** An agent with the secret that nobody is shown again. */
export interface CreatedAgent {
  readonly agent: AgentRow
  readonly secret: string
}

const DEFAULT_MODEL = 'sonnet'

/** Makes an agent that is active at once and has no parent. */
export async function registerAgent(session: Session, input: NewAgent): Promise<CreatedAgent> {
  requireRole(session.actor, 'hr')
  const created = await insertAgent(session, { ...input, status: 'active', parentId: null })
  const { id, agentId, name, role, level } = created.agent
  await recordEvent(session, {
    type: 'agent.registered',
    entityType: 'agent',
    entityId: id,
    data: { agentId, name, role, level },
    message: `${session.actor.agent.name} registered ${name}`,
  })
  return created
}

/** Makes a child of the caller, which must be activated before it can do anything. */
export async function spawnAgent(session: Session, input: NewAgent): Promise<CreatedAgent> {
  // Locked: of two that spawn at once, the second counts the first one's child.
  const parent = await lockAgent(session, session.actor.agent.id)
  await requireCapacity(session, parent)
  const level = input.level ?? Math.max(parent.level - 1, MIN_LEVEL)
  if (level >= parent.level) {
    throw forbidden(
      'level_too_high',
      `Child level (${level}) must be less than parent level (${parent.level})`,
    )
  }
  const model = input.model ?? parent.model
  const created = await insertAgent(session, {
    ...input,
    level,
    model,
    status: 'pending',
    parentId: parent.id,
  })
  const { id, agentId, name, status } = created.agent
  await recordEvent(session, {
    type: 'agent.spawned',
    entityType: 'agent',
    entityId: id,
    data: { agentId, name, level, parentId: parent.id, status },
    message: `${parent.name} spawned ${name}, which is pending`,
  })
  return created
}

async function requireCapacity({ store }: Session, parent: AgentRow): Promise<void> {
  const statuses: AgentStatus[] = ['pending', 'active', 'suspended']
  // A rejected child is no child any more.
  const children = await store
    .select({ deletedAt: agents.deletedAt })
    .from(agents)
    .where(and(eq(agents.parentId, parent.id), inArray(agents.status, statuses)))
  const count = children.filter(({ deletedAt }) => deletedAt === null).length
  const capacity = capacityOf(parent.level)
  if (count >= capacity) throw forbidden('at_capacity', `Agent at capacity (${count}/${capacity})`)
}

interface Placement {
  readonly status: AgentStatus
  readonly parentId: string | null
}

async function insertAgent(
  { store, actor, now, vault }: Session,
  { capabilities = [], ...input }: NewAgent & Placement,
): Promise<CreatedAgent> {
  const { orgId } = actor.agent
  const secret = newSecret()
  const row: AgentRow = {
    id: randomUUID(),
    orgId,
    agentId: input.agentId ?? '',
    name: input.name,
    role: input.role ?? 'worker',
    level: input.level ?? MIN_LEVEL,
    model: input.model ?? DEFAULT_MODEL,
    mode: input.mode ?? 'worker',
    status: input.status,
    managementFeePct: input.managementFeePct ?? 0,
    currentBalance: 0,
    budgetPeriodLimit: input.budgetPeriodLimit ?? null,
    budgetPeriodSpent: 0,
    budgetPeriodStart: now,
    sealedSecret: vault.seal(secret),
    parentId: input.parentId,
    metadata: input.metadata ?? {},
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
  const agent = await insertUnderFreeName(store, row)
  if (capabilities.length > 0) {
    await store.insert(agentCapabilities).values(
      capabilities.map((capability) => ({
        id: randomUUID(),
        orgId,
        agentId: row.id,
        createdAt: now,
        ...capability,
      })),
    )
  }
  return { agent, secret }
}

/** Somebody else may be quicker with a name that was free. */
const MAX_ATTEMPTS = 10

/** Inserts an agent; one without an agentId gets one. */
async function insertUnderFreeName(store: Store, row: AgentRow): Promise<AgentRow> {
  for (let attempt = 1; ; attempt++) {
    const agentId = row.agentId === '' ? await freeAgentId(store, row.orgId, row.name) : row.agentId
    const agent = { ...row, agentId }
    const inserted = await store
      .insert(agents)
      .values(agent)
      .onConflictDoNothing()
      .returning({ id: agents.id })
    if (inserted.length > 0) return agent
    if (row.agentId !== '' || attempt === MAX_ATTEMPTS) {
      throw conflict('agent_id_taken', `There is an agent with agentId ${agentId} already`)
    }
  }
}

/** 32 random bytes in hexadecimal digits. */
export function newSecret(): string {
  return randomBytes(32).toString('hex')
}

/** Lets a pending agent work. */
export async function activateAgent(session: Session, id: string): Promise<AgentRow> {
  const agent = await lockPending(session, id, 'activate it')
  await session.store
    .update(agents)
    .set({ status: 'active', updatedAt: session.now })
    .where(eq(agents.id, agent.id))
  const { agentId, name } = agent
  await recordEvent(session, {
    type: 'agent.activated',
    entityType: 'agent',
    entityId: id,
    data: { agentId, name, activatedBy: session.actor.agent.id },
    message: `${session.actor.agent.name} activated ${name}`,
  })
  return { ...agent, status: 'active' }
}

/** Removes a pending agent; its agentId is free again. */
export async function rejectAgent(session: Session, id: string, reason: string | undefined): Promise<void> {
  const { agentId, name } = await lockPending(session, id, 'reject it')
  await session.store
    .update(agents)
    .set({ deletedAt: session.now, updatedAt: session.now })
    .where(eq(agents.id, id))
  await recordEvent(session, {
    type: 'agent.rejected',
    entityType: 'agent',
    entityId: id,
    data: { agentId, name, reason: reason ?? null },
    message: `${session.actor.agent.name} rejected ${name}${reason === undefined ? '' : `: ${reason}`}`,
  })
}

async function lockPending(session: Session, id: string, what: string): Promise<AgentRow> {
  const agent = await lockAgent(session, id)
  requireParent(session.actor, agent, what)
  if (agent.status !== 'pending') throw conflict('not_pending', `Agent is ${agent.status}, not pending`)
  return agent
}
