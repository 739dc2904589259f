import { count, desc, eq } from 'drizzle-orm'
import { creditTransactions } from '../../store/schema.ts'
import { lockAgent, lockAgents, requireAgentIn } from '../agents/find.ts'
import type { CreditType } from '../enums.ts'
import { conflict, forbidden, invalid } from '../errors.ts'
import { recordEvent } from '../events.ts'
import { MAX_LEVEL } from '../levels.ts'
import { requireRole } from '../permissions.ts'
import type { AgentRow, Session } from '../session.ts'
import { requireTaskIn } from '../tasks/find.ts'
import { post, type TransactionRow } from './ledger.ts'

export interface Transfer {
  readonly toAgentId: string
  readonly amount: number
  readonly reason?: string | undefined
}

/**
 * Moves credits from the caller to another agent: two lines of the ledger, or none.
 *
 * @returns The line of the caller.
 */
export async function transferCredits(
  session: Session,
  { toAgentId, amount, reason = 'Transfer' }: Transfer,
): Promise<TransactionRow> {
  const { id } = session.actor.agent
  if (toAgentId === id) throw invalid('toAgentId', 'Expected another agent than the caller')
  const locked = await lockAgents(session, [id, toAgentId])
  const from = locked.get(id) ?? session.actor.agent
  const to = locked.get(toAgentId)
  if (to === undefined) throw invalid('toAgentId', 'There is no such agent')
  requireKin(from, to)
  requireActive(to)
  const line = { amount, reason, triggerType: 'transfer' }
  const { transaction } = await post(session, from, { ...line, type: 'debit', sourceAgentId: to.id })
  await post(session, to, { ...line, type: 'credit', sourceAgentId: from.id })
  await recordEvent(session, {
    type: 'credits.transferred',
    entityType: 'credit',
    entityId: transaction.id,
    data: { fromAgentId: from.id, toAgentId: to.id, amount, reason },
    message: `${from.name} transferred ${amount} credits to ${to.name}: ${reason}`,
  })
  return transaction
}

/** Agents that were registered have no parent, and count as children of one. */
function requireKin(from: AgentRow, to: AgentRow): void {
  if (from.level === MAX_LEVEL || to.parentId === from.id || to.parentId === from.parentId) return
  throw forbidden('not_related', 'Can only transfer credits to children or sibling agents')
}

function requireActive({ status }: AgentRow): void {
  if (status !== 'active') throw conflict('agent_not_active', `The agent is ${status}, not active`)
}

export interface Spending {
  readonly amount: number
  readonly reason: string
  readonly triggerType?: string | undefined
  readonly sourceTaskId?: string | undefined
  readonly sourceAgentId?: string | undefined
}

/** Takes credits from the caller for something that it used. */
export async function spendCredits(session: Session, spending: Spending): Promise<TransactionRow> {
  const { sourceTaskId, sourceAgentId, amount, reason } = spending
  if (sourceTaskId !== undefined) await requireTaskIn(session, 'sourceTaskId', sourceTaskId)
  if (sourceAgentId !== undefined) await requireAgentIn(session, 'sourceAgentId', sourceAgentId)
  const agent = await lockAgent(session, session.actor.agent.id)
  const { transaction } = await post(session, agent, { ...spending, type: 'debit', isSpending: true })
  await recordEvent(session, {
    type: 'credits.spent',
    entityType: 'credit',
    entityId: transaction.id,
    data: { amount, reason, triggerType: spending.triggerType ?? null },
    message: `${agent.name} spent ${amount} credits: ${reason}`,
  })
  return transaction
}

export interface Adjustment {
  readonly agentId: string
  readonly amount: number
  readonly type: CreditType
  readonly reason: string
}

/** Gives an agent credits out of nothing, or takes them away. */
export async function adjustCredits(session: Session, adjustment: Adjustment): Promise<TransactionRow> {
  requireRole(session.actor, 'hr', 'admin')
  const { agentId, amount, type, reason } = adjustment
  const agent = (await lockAgents(session, [agentId])).get(agentId)
  if (agent === undefined) throw invalid('agentId', 'There is no such agent')
  requireActive(agent)
  const { transaction } = await post(session, agent, {
    type,
    amount,
    reason: `[Admin] ${reason}`,
    triggerType: 'admin_adjustment',
    sourceAgentId: session.actor.agent.id,
  })
  await recordEvent(session, {
    type: 'credit.adjusted',
    entityType: 'credit',
    entityId: transaction.id,
    data: { agentId, amount, type, reason },
    message: `${session.actor.agent.name} ${type === 'credit' ? 'gave' : 'took'} ${agent.name} ${amount} credits: ${reason}`,
  })
  return transaction
}

export interface Page {
  readonly limit: number
  readonly offset: number
}

/** Lines of the caller, latest first. */
export async function creditHistory(
  { store, actor }: Session,
  { limit, offset }: Page,
): Promise<{ rows: TransactionRow[]; total: number }> {
  const own = eq(creditTransactions.agentId, actor.agent.id)
  const rows = await store
    .select()
    .from(creditTransactions)
    .where(own)
    .orderBy(desc(creditTransactions.position))
    .limit(limit)
    .offset(offset)
  const [counted] = await store.select({ total: count() }).from(creditTransactions).where(own)
  return { rows, total: counted?.total ?? 0 }
}
