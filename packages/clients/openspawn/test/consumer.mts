/**
 * A program as a user would write it: calls every operation of a running server with one kind of credentials, each
 * answer held against the document, and prints what came back as one line of JSON. Runs on the packed package.
 */
import {
  AgentRole,
  APIError,
  ApiKeyScope,
  AuthenticationError,
  BikiniBottomClient,
  BikiniBottomError,
  ChannelType,
  ConflictError,
  CreditType,
  EventSeverity,
  isError,
  MessageType,
  NotFoundError,
  PermissionDeniedError,
  RetryableError,
  TaskPriority,
  TaskStatus,
} from 'openspawn'
import * as operations from 'openspawn/operations'
import type { Task } from 'openspawn/types'
import { validateResponses } from 'openspawn/validate'

declare const process: { readonly env: Readonly<Record<string, string | undefined>>; readonly argv: string[] }

const { OPENSPAWN_URL, OPENSPAWN_API_KEY = '', OPENSPAWN_AGENT_ID = '', OPENSPAWN_SECRET = '' } = process.env
const credentials =
  process.argv[2] === 'key'
    ? { apiKey: OPENSPAWN_API_KEY }
    : { agentId: OPENSPAWN_AGENT_ID, secret: OPENSPAWN_SECRET }
const called = new Set<string>()
await using api = new BikiniBottomClient({
  baseUrl: OPENSPAWN_URL,
  ...credentials,
  middleware: [
    validateResponses({ mode: 'strict' }),
    (request, next, { operation }) => {
      called.add(operation.id)
      return next(request)
    },
  ],
})
const nobody = '00000000-0000-4000-8000-000000000000'
const failureOf = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    await call
  } catch (error) {
    return error
  }
  return undefined
}

const health = await api.health.check()
const created = await api.agents.create({ name: 'Worker', role: AgentRole.Worker, level: 4, model: 'gpt-4' })
const worker = created.data
await using working = new BikiniBottomClient({
  baseUrl: OPENSPAWN_URL,
  agentId: worker.agentId,
  secret: created.secret,
})
const spawned = await api.agents.spawn({ name: 'Child', level: 1, metadata: { purpose: 'test' } })
const activated = await api.agents.activate(spawned.data.id)
const unwanted = await api.agents.spawn({ name: 'Unwanted' })
const rejected = await api.agents.reject(unwanted.data.id)
const updated = await api.agents.update(worker.id, { name: 'Updated', managementFeePct: 10 })
const capability = await api.agents.addCapability(worker.id, { capability: 'python' })
const expert = await api.agents.updateCapability(capability.id, { proficiency: 'expert' })
const capabilities = await api.agents.getCapabilities(worker.id)
await api.agents.removeCapability(capability.id)
const agents = await api.agents.list()
const got = await api.agents.get(worker.id)
const hr = agents.find(({ role }) => role === AgentRole.Hr)
const hierarchy = await api.agents.getHierarchy(hr?.id ?? '', { depth: 1 })

const { key, data: keyData } = await api.apiKeys.create({ name: 'reader', scopes: [ApiKeyScope.Read] })
await using reader = new BikiniBottomClient({ baseUrl: OPENSPAWN_URL, apiKey: key })
const readerAgents = await reader.agents.list()
const forbidden = await failureOf(reader.tasks.create({ title: 'Not allowed' }))
await api.apiKeys.revoke(keyData.id)
const unauthorized = await failureOf(reader.agents.list())
const keys = await api.apiKeys.list()

const adjustment = { agentId: hr?.id ?? '', amount: 500, type: CreditType.Credit, reason: 'start' }
const adjusted = await api.credits.adjust(adjustment)
const transferred = await api.credits.transfer({ toAgentId: worker.id, amount: 100, reason: 'bonus' })
const spent = await api.credits.spend({ amount: 10, reason: 'llm', triggerType: 'llm_call' })
const balance: number = await api.credits.balance()
const agentBalance: number = await api.agents.getBalance(worker.id)
const history = await api.credits.history({ limit: 2 })
const amounts: number[] = []
for await (const { amount } of api.credits.history({ limit: 2 })) amounts.push(amount)
const broke = await failureOf(working.credits.spend({ amount: 1000, reason: 'too much' }))

const first: Task = await api.tasks.create({
  title: 'First',
  priority: TaskPriority.High,
  estimatedCredits: 5,
  capabilities: ['python'],
  dueAt: '2030-01-01T00:00:00Z',
  tags: ['a'],
})
const second = await api.tasks.create({ title: 'Second' })
await api.tasks.addDependency(second.id, { dependsOnId: first.id })
const depending = await api.tasks.get(second.id)
await api.tasks.removeDependency(second.id, first.id)
const comment = await api.tasks.addComment(first.id, { body: 'A comment' })
const comments = await api.tasks.listComments(first.id)
const moved = await api.tasks.transition(first.id, { status: TaskStatus.Todo, notes: 'Ready' })
await api.tasks.assign(second.id, { assigneeId: worker.id })
const assigned = await api.tasks.list({ assigneeId: worker.id, priority: TaskPriority.Normal })
const claimed = await api.tasks.claim(first.id)
const late = await failureOf(working.tasks.claim(first.id))
await api.tasks.transition(first.id, { status: TaskStatus.Review })
const approved = await api.tasks.approve(first.id)

const channel = await api.channels.create({ name: 'news', type: ChannelType.Broadcast })
const channels = await api.channels.list()
const gotChannel = await api.channels.get(channel.id)
const message = await api.messages.send({ channelId: channel.id, body: 'one' })
const reply = await api.messages.send({
  channelId: channel.id,
  type: MessageType.StatusUpdate,
  body: 'two',
  parentMessageId: message.id,
})
const thread = await api.messages.getThread(message.id)
const gotMessage = await api.messages.get(reply.id)
const bodies: string[] = []
for await (const { body } of api.messages.list({ channelId: channel.id, limit: 1 })) bodies.push(body)

const events = await api.events.list({ severity: EventSeverity.Info, entityId: first.id, page: 1, limit: 3 })
const gotEvent = await api.events.get(events.items[0]?.id ?? '')
const eventTypes: string[] = []
for await (const { type } of api.events.list({ entityId: first.id, limit: 2 })) eventTypes.push(type)

const revoked = await api.agents.revoke(worker.id)
await using impostor = new BikiniBottomClient({
  baseUrl: OPENSPAWN_URL,
  agentId: OPENSPAWN_AGENT_ID,
  secret: '0'.repeat(64),
})
const unproved = await failureOf(impostor.agents.list())
const missing = await failureOf(api.tasks.get(nobody))
const unreachable = await failureOf(
  api.withOptions({ fetch: async () => new Response('', { status: 503 }), retryBaseMs: 1 }).agents.list(),
)
const client = operations.createClient({ baseUrl: OPENSPAWN_URL, ...credentials })
const byFunction = await operations.getCreditBalance(client)
client.close()

console.log(
  JSON.stringify({
    called: [...called].sort(),
    health: health.status,
    created: [worker.agentId, worker.level, created.secret.length, created.message.length > 0],
    spawned: [spawned.data.status, spawned.secret.length, spawned.message.length > 0],
    activated: activated.status,
    rejected,
    updated: [updated.name, updated.managementFeePct],
    capabilities: [expert.proficiency, capabilities.map(({ capability: name }) => name)],
    agents: agents.map(({ agentId }) => agentId),
    got: [got.name, got.capabilities],
    hierarchy: hierarchy.children?.map(({ name, metadata }) => [name, metadata]),
    reader: readerAgents.length,
    forbidden: forbidden instanceof PermissionDeniedError && forbidden.statusCode,
    unauthorized: unauthorized instanceof AuthenticationError && unauthorized.statusCode,
    unproved: unproved instanceof AuthenticationError && unproved.statusCode,
    keys: keys.map(({ name, revokedAt }) => [name, revokedAt === null]),
    adjusted: adjusted.balanceAfter,
    transferred: [transferred.type, transferred.balanceAfter],
    spent: spent.triggerType,
    balance,
    agentBalance,
    history: [history.items.length, history.meta, history.hasNext()],
    amounts,
    broke: broke instanceof ConflictError && isError(broke, api.credits.spend, 409) && broke.body.code,
    task: [first.status, first.priority, first.estimatedCredits, first.capabilities, first.dueDate],
    depending: depending.dependencies.map(({ dependsOnId, blocking }) => [
      dependsOnId === first.id,
      blocking,
    ]),
    comments: comments.map(({ id, body }) => [id === comment.id, body]),
    moved: moved.status,
    assigned: assigned.map(({ title }) => title),
    claimed: [claimed.status, claimed.assigneeId === hr?.id],
    late: late instanceof APIError && late.statusCode,
    approved: [approved.status, approved.approvedBy === hr?.id],
    channels: [channels.length, gotChannel.name],
    message: [message.type, gotMessage.type, thread.map(({ body }) => body)],
    bodies,
    events: [events.items.length, events.meta, gotEvent.message.endsWith(first.identifier)],
    eventTypes,
    revoked: revoked.status,
    missing: missing instanceof NotFoundError && missing instanceof BikiniBottomError && missing.statusCode,
    unreachable: unreachable instanceof APIError && unreachable instanceof RetryableError,
    byFunction,
  }),
)
