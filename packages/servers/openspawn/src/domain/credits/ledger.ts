import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { agents, creditTransactions } from '../../store/schema.ts'
import { currentPeriod } from '../budget.ts'
import type { CreditType } from '../enums.ts'
import { conflict } from '../errors.ts'
import type { AgentRow, Session } from '../session.ts'

export type TransactionRow = typeof creditTransactions.$inferSelect

/** One line of the ledger, to be written. */
export interface Posting {
  readonly type: CreditType
  /** At least 1. */
  readonly amount: number
  readonly reason: string
  readonly triggerType?: string | undefined
  readonly sourceTaskId?: string | undefined
  readonly sourceAgentId?: string | undefined
  /** Counts against the budget of the day. */
  readonly isSpending?: boolean
}

/**
 * Changes the balance of an agent and writes the line that says so.
 *
 * @param agent - Locked by the transaction, and as it is now: of two postings for one agent, the second needs the
 * agent as the first left it.
 * @throws Refusal 409 for more than there is, or more than the budget allows.
 */
export async function post(
  session: Session,
  agent: AgentRow,
  posting: Posting,
): Promise<{ agent: AgentRow; transaction: TransactionRow }> {
  const { store, now, idempotencyKey } = session
  const { isSpending = false, ...line } = posting
  const currentBalance = agent.currentBalance + (line.type === 'credit' ? line.amount : -line.amount)
  if (currentBalance < 0) throw insufficientCredits(agent, line.amount)
  const period = currentPeriod(agent, now)
  const changes = {
    currentBalance,
    budgetPeriodStart: period.budgetPeriodStart,
    budgetPeriodSpent: period.budgetPeriodSpent + (isSpending ? line.amount : 0),
    updatedAt: now,
  }
  if (isSpending) requireBudget(agent, period.budgetPeriodSpent, line.amount)
  await store.update(agents).set(changes).where(eq(agents.id, agent.id))
  const [transaction] = await store
    .insert(creditTransactions)
    .values({
      id: randomUUID(),
      orgId: agent.orgId,
      agentId: agent.id,
      balanceAfter: currentBalance,
      idempotencyKey: idempotencyKey ?? null,
      metadata: {},
      createdAt: now,
      ...line,
    })
    .returning()
  if (transaction === undefined) throw new Error('The ledger returned no line')
  return { agent: { ...agent, ...changes }, transaction }
}

function insufficientCredits({ currentBalance }: AgentRow, amount: number) {
  return conflict('insufficient_credits', `Insufficient balance (${currentBalance} < ${amount})`, {
    balance: currentBalance,
    amount,
  })
}

function requireBudget({ budgetPeriodLimit: limit }: AgentRow, spent: number, amount: number): void {
  if (limit === null || spent + amount <= limit) return
  throw conflict('budget_exceeded', `Budget limit exceeded (${spent} + ${amount} > ${limit})`, {
    budgetPeriodLimit: limit,
    budgetPeriodSpent: spent,
    amount,
  })
}
