import type { AgentRow } from './session.ts'

export type BudgetPeriod = Pick<AgentRow, 'budgetPeriodSpent' | 'budgetPeriodStart'>

/** What an agent has spent in the current period: budgets begin anew at midnight UTC. */
export function currentPeriod(agent: BudgetPeriod, now: Date): BudgetPeriod {
  const midnight = new Date(now)
  midnight.setUTCHours(0, 0, 0, 0)
  if (agent.budgetPeriodStart >= midnight) return agent
  return { budgetPeriodSpent: 0, budgetPeriodStart: midnight }
}
