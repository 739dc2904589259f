import { agentCapabilities, agents, apiKeys, organizations } from './tables/agents.ts'
import { creditTransactions } from './tables/credits.ts'
import { channels, events, messages } from './tables/messages.ts'
import { idempotencyRecords, nonces, rateLimits } from './tables/requests.ts'
import { taskComments, taskDependencies, tasks, taskTags } from './tables/tasks.ts'

export {
  agentCapabilities,
  agents,
  apiKeys,
  channels,
  creditTransactions,
  events,
  idempotencyRecords,
  messages,
  nonces,
  organizations,
  rateLimits,
  taskComments,
  taskDependencies,
  tasks,
  taskTags,
}

/** Every table. */
export const schema = {
  organizations,
  agents,
  agentCapabilities,
  apiKeys,
  creditTransactions,
  tasks,
  taskTags,
  taskDependencies,
  taskComments,
  channels,
  messages,
  events,
  nonces,
  rateLimits,
  idempotencyRecords,
}
