import type { z } from 'zod'
import type { CapabilityRow } from '../../domain/agents/capabilities.ts'
import type { AgentTree } from '../../domain/agents/manage.ts'
import { currentPeriod } from '../../domain/budget.ts'
import type { AgentRow } from '../../domain/session.ts'
import type { Agent, AgentCapability, AgentNodeBody, AgentSummary } from '../schemas/agents.ts'

/** An agent as the list shows it. */
export function agentSummary(agent: AgentRow): z.infer<typeof AgentSummary> {
  const { id, agentId, name, role, level, model, status, currentBalance, createdAt } = agent
  return { id, agentId, name, role, level, model, status, currentBalance, createdAt: createdAt.toISOString() }
}

function agentDetails(agent: AgentRow, now: Date) {
  const { orgId, mode, managementFeePct, budgetPeriodLimit, parentId, metadata, updatedAt } = agent
  return {
    ...agentSummary(agent),
    orgId,
    mode,
    managementFeePct,
    budgetPeriodLimit,
    budgetPeriodSpent: currentPeriod(agent, now).budgetPeriodSpent,
    parentId,
    metadata,
    updatedAt: updatedAt.toISOString(),
  }
}

/** An agent; never its secret. */
export function agentOnTheWire(
  agent: AgentRow,
  capabilities: readonly CapabilityRow[],
  now: Date,
): z.infer<typeof Agent> {
  return { ...agentDetails(agent, now), capabilities: capabilities.map(capabilityOnTheWire) }
}

export function capabilityOnTheWire(row: CapabilityRow): z.infer<typeof AgentCapability> {
  return { ...row, createdAt: row.createdAt.toISOString() }
}

/** An agent with those below it. */
export function agentNode({ agent, children }: AgentTree, now: Date): AgentNodeBody {
  return {
    ...agentDetails(agent, now),
    ...(children === undefined ? {} : { children: children.map((child) => agentNode(child, now)) }),
  }
}
