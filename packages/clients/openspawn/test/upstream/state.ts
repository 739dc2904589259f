import { randomBytes, randomUUID } from 'node:crypto'

/** A row of the real server's agents. */
export interface Agent {
  readonly id: string
  readonly agentId: string
  readonly secret: string
  readonly role: string
  status: string
  currentBalance: number
}

/** What the mock knows. */
export interface State {
  readonly agents: Agent[]
  readonly tasks: Record<string, unknown>[]
  readonly transactions: Record<string, unknown>[]
  readonly messages: Record<string, unknown>[]
  readonly events: Record<string, unknown>[]
  readonly apiKey: string
  /** Who calls with the API key. */
  readonly user: Agent
}

const now = '2026-11-22T05:29:37.333Z'
const orgId = randomUUID()

export function newAgent(agentId: string, role = 'worker', status = 'active'): Agent {
  const secret = randomBytes(32).toString('hex')
  return { id: randomUUID(), agentId, secret, role, status, currentBalance: 100 }
}

export function newState(): State {
  const events = Array.from({ length: 5 }, () => ({
    id: randomUUID(),
    orgId,
    type: 'message.sent',
    actorId: randomUUID(),
    entityType: 'message',
    entityId: randomUUID(),
    data: { type: 'text' },
    severity: 'info',
    reasoning: null,
    createdAt: now,
  }))
  const messages = ['first', 'second', 'third'].map((body) => ({
    id: randomUUID(),
    orgId,
    type: 'text',
    body,
  }))
  const agents = [newAgent('talent', 'hr'), newAgent('w1'), newAgent('child', 'worker', 'pending')]
  const apiKey = `osp_${randomBytes(32).toString('hex')}`
  return { agents, tasks: [], transactions: [], messages, events, apiKey, user: newAgent('user', 'HR') }
}

/** The whole row, as updates, hierarchies and histories show it. */
export function rowOf({ secret: _, ...agent }: Agent) {
  return {
    ...agent,
    orgId,
    name: agent.agentId,
    level: 5,
    model: 'sonnet',
    mode: 'worker',
    managementFeePct: 0,
    budgetPeriodLimit: null,
    budgetPeriodSpent: 0,
    hmacSecretEnc: { type: 'Buffer', data: [...randomBytes(92)] },
    parentId: null,
    metadata: {},
    createdAt: now,
    updatedAt: now,
  }
}

export function newTask(creatorId: string, body: Record<string, unknown>) {
  return {
    id: randomUUID(),
    orgId,
    identifier: 'TASK-2',
    description: null,
    status: 'backlog',
    priority: 'normal',
    assigneeId: null,
    creatorId,
    ...body,
    tags: [],
    createdAt: now,
    updatedAt: now,
  }
}

export function newDebit(agent: Agent, { amount, reason }: { amount: number; reason: string }) {
  agent.currentBalance -= amount
  return {
    orgId,
    agentId: agent.id,
    type: 'debit',
    amount,
    balanceAfter: agent.currentBalance,
    reason,
    triggerType: null,
    triggerEventId: null,
    sourceTaskId: null,
    sourceAgentId: null,
    litellmCostUsd: null,
    idempotencyKey: null,
    id: randomUUID(),
    metadata: {},
    createdAt: now,
  }
}
