import { z } from 'zod'
import { AGENT_MODES, AGENT_ROLES, AGENT_STATUSES, PROFICIENCIES } from '../../domain/enums.ts'
import { MAX_LEVEL, MIN_LEVEL } from '../../domain/levels.ts'
import { id, idOut, MAX_CREDITS, metadata, momentOut, text, whole } from './parts.ts'

export const AgentStatus = z
  .enum(AGENT_STATUSES)
  .meta({ id: 'AgentStatus', description: 'Only active agents can do anything.' })
export const AgentRole = z
  .enum(AGENT_ROLES)
  .meta({ id: 'AgentRole', description: 'What an agent is in its organization.' })
export const AgentMode = z.enum(AGENT_MODES).meta({ id: 'AgentMode', description: 'How an agent works.' })
export const Proficiency = z
  .enum(PROFICIENCIES)
  .meta({ id: 'Proficiency', description: 'How well an agent can do something.' })

const summary = {
  id: idOut().describe('Id of the agent.'),
  agentId: z.string().describe('Name of the agent in signatures.'),
  name: z.string().describe('Name for people.'),
  role: AgentRole,
  level: z.int().describe('From 1 to 10; an agent spawns agents of lower levels.'),
  model: z.string().describe('Model that the agent runs on.'),
  status: AgentStatus,
  currentBalance: z.int().describe('Its credits.'),
  createdAt: momentOut().describe('When it was made.'),
}

export const AgentSummary = z
  .object(summary)
  .meta({ id: 'AgentSummary', description: 'An agent in the list of its organization.' })

export const AgentCapability = z
  .object({
    id: idOut().describe('Id of this entry.'),
    orgId: idOut().describe('Organization of the agent.'),
    agentId: idOut().describe('Id of the agent.'),
    capability: z.string().describe('What the agent can do.'),
    proficiency: Proficiency,
    createdAt: momentOut().describe('When it was added.'),
  })
  .meta({ id: 'AgentCapability', description: 'Something that an agent can do.' })

const details = {
  orgId: idOut().describe('Organization of the agent.'),
  mode: AgentMode,
  managementFeePct: z
    .int()
    .describe('Share of what its tasks pay that it takes as their creator, in percent.'),
  budgetPeriodLimit: z
    .int()
    .nullable()
    .describe('Credits that it may spend in a day; null: as many as it has.'),
  budgetPeriodSpent: z.int().describe('Credits that it has spent today.'),
  parentId: idOut().nullable().describe('The agent that spawned it; null if it was registered.'),
  metadata: metadata().describe('What its maker keeps with it.'),
  updatedAt: momentOut().describe('When it was changed last.'),
}

export const Agent = z
  .object({
    ...summary,
    ...details,
    capabilities: z.array(AgentCapability).describe('What it can do.'),
  })
  .meta({ id: 'Agent', description: 'An agent.' })

export interface AgentNodeBody extends z.infer<typeof nodeBase> {
  children?: AgentNodeBody[] | undefined
}

const nodeBase = z.object({ ...summary, ...details })

export const AgentNode: z.ZodType<AgentNodeBody> = z
  .object({
    ...summary,
    ...details,
    get children(): z.ZodOptional<z.ZodArray<z.ZodType<AgentNodeBody>>> {
      return z.array(AgentNode).optional().describe('Its children; absent where the depth ends.')
    },
  })
  .meta({ id: 'AgentNode', description: 'An agent with those below it.' })

export const NewCapability = z
  .strictObject({
    capability: text(100).describe('What the agent can do.'),
    proficiency: Proficiency.default('standard'),
  })
  .meta({ id: 'NewCapability', description: 'Something that an agent can do.' })

/** Starts and ends with a letter or digit; anything else would be trouble in a header. */
const agentId = () =>
  text(100).regex(
    /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    'Expected letters, digits, and . _ - between them',
  )
const level = () => whole(MIN_LEVEL, MAX_LEVEL)
const model = () => text(100)
const managementFeePct = () =>
  whole(0, 50).describe('Share of what its tasks pay that it takes as their creator, in percent.')
const budgetPeriodLimit = () => whole(0, MAX_CREDITS)

const common = {
  agentId: agentId()
    .optional()
    .describe('Name of the agent in signatures, unique in the organization; default: made from its name.'),
  name: text(255).describe('Name for people.'),
  mode: AgentMode.optional(),
  managementFeePct: managementFeePct().optional(),
  budgetPeriodLimit: budgetPeriodLimit()
    .optional()
    .describe('Credits that it may spend in a day; default: as many as it has.'),
  capabilities: z
    .array(NewCapability)
    .max(100)
    .refine(
      (list) => new Set(list.map(({ capability }) => capability)).size === list.length,
      'Expected each capability once',
    )
    .optional()
    .describe('What it can do.'),
  metadata: metadata().optional().describe('Kept with it.'),
}

export const CreateAgentRequest = z
  .strictObject({
    ...common,
    role: AgentRole.optional(),
    level: level().optional().describe('From 1 to 10; default: 1.'),
    model: model().optional().describe('Model that it runs on; default: `sonnet`.'),
  })
  .meta({ id: 'CreateAgentRequest', description: 'An agent to register.' })

export const SpawnAgentRequest = z
  .strictObject({
    ...common,
    level: level().optional().describe("Below the parent's level; default: one below it."),
    model: model().optional().describe("Model that it runs on; default: the parent's."),
  })
  .meta({ id: 'SpawnAgentRequest', description: 'A child agent to spawn.' })

export const UpdateAgentRequest = z
  .strictObject({
    name: text(255).optional().describe('Name for people.'),
    level: level().optional().describe('From 1 to 10.'),
    model: model().optional().describe('Model that it runs on.'),
    mode: AgentMode.optional(),
    managementFeePct: managementFeePct().optional(),
    budgetPeriodLimit: budgetPeriodLimit()
      .nullish()
      .describe('Credits that it may spend in a day; null: as many as it has.'),
    metadata: metadata().optional().describe('Replaces what is kept with it.'),
  })
  .meta({ id: 'UpdateAgentRequest', description: 'What to change; the rest stays.' })

export const RejectAgentRequest = z
  .strictObject({ reason: text(500, 0).optional().describe('Why.') })
  .meta({ id: 'RejectAgentRequest', description: 'Why an agent is rejected.' })

export const UpdateCapabilityRequest = z
  .strictObject({ proficiency: Proficiency })
  .meta({ id: 'UpdateCapabilityRequest', description: 'A new proficiency.' })

const secret = z
  .string()
  .describe('Secret of its signatures: 64 hexadecimal digits. Keep it: it is shown this once.')
const message = z.string().describe('A word for people.')

const RegisteredAgent = z
  .object({
    id: summary.id,
    agentId: summary.agentId,
    name: summary.name,
    role: AgentRole,
    level: summary.level,
    model: summary.model,
  })
  .meta({ id: 'RegisteredAgent', description: 'The registered agent.' })

const SpawnedAgent = z
  .object({
    id: summary.id,
    agentId: summary.agentId,
    name: summary.name,
    level: summary.level,
    status: AgentStatus,
    parentId: idOut().describe('The agent that spawned it.'),
  })
  .meta({ id: 'SpawnedAgent', description: 'The spawned agent.' })

const AgentState = z
  .object({ id: summary.id, status: AgentStatus })
  .meta({ id: 'AgentState', description: 'An agent and what became of it.' })

export const RegisterAgentResponse = z
  .object({ data: RegisteredAgent, secret, message })
  .meta({ id: 'RegisterAgentResponse', description: 'A new agent and its secret.' })
export const SpawnAgentResponse = z
  .object({ data: SpawnedAgent, secret, message })
  .meta({ id: 'SpawnAgentResponse', description: 'A new child agent and its secret.' })
export const AgentStateResponse = z
  .object({ data: AgentState, message })
  .meta({ id: 'AgentStateResponse', description: 'An agent and what became of it.' })
export const MessageOnlyResponse = z
  .object({ message })
  .meta({ id: 'MessageOnlyResponse', description: 'It is done.' })

/** Path parameters of everything below one agent. */
export const agentParams = z.object({ id: id().describe('Id of the agent.') })
