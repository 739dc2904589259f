import { type Agent, newAgent, newDebit, newTask, rowOf, type State } from './state.ts'

/** Status and body. */
export type Answer = readonly [status: number, body: unknown]

interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
}

interface Call {
  readonly state: State
  readonly caller: Agent
  /** What stands in the path's place for an id. */
  readonly id: string
  readonly query: URLSearchParams
  /** Parsed; undefined where none was sent. */
  readonly body: unknown
}

const TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  422: 'Unprocessable Entity',
}

/** An error: one text, or, of invalid requests, one for each reason. */
export function failure(status: number, error: string | string[] = 'Internal server error'): Answer {
  return [status, { error, code: TEXTS[status] ?? 'INTERNAL_ERROR' }]
}

const fields = (body: unknown) => (body ?? {}) as Record<string, unknown>

/** Says what is wrong with a body: fields that it lacks, and fields that the server does not know. */
function invalid(body: unknown, required: readonly string[], optional: readonly string[] = []) {
  const given = Object.keys(fields(body))
  const errors = [
    ...given
      .filter((name) => ![...required, ...optional].includes(name))
      .map((name) => `property ${name} should not exist`),
    ...required.filter((name) => !given.includes(name)).map((name) => `${name} must be a string`),
  ]
  return errors.length > 0 ? failure(400, errors) : undefined
}

function agentById(state: State, id: string): Agent | undefined {
  return state.agents.find((agent) => agent.id === id)
}

const TASK_FIELDS = ['description', 'priority', 'assigneeId', 'approvalRequired', 'dueAt', 'tags', 'metadata']

const routes: Readonly<Record<string, (call: Call) => Answer>> = {
  'GET /agents': ({ state }) => [200, { data: state.agents.map(({ secret: _, ...agent }) => agent) }],
  'GET /agents/:id': ({ state, id }) => {
    const agent = agentById(state, id)
    return agent === undefined
      ? failure(404, 'Agent not found')
      : [200, { data: { ...rowOf(agent), hmacSecretEnc: undefined } }]
  },
  'POST /agents/register': ({ state, caller, body }) => {
    if (caller === state.user) return failure(403, 'Authentication required')
    if (caller.role !== 'hr') return failure(403, 'Requires one of roles: hr')
    const wrong = invalid(body, ['agentId', 'name'], ['level', 'model', 'role', 'capabilities', 'metadata'])
    if (wrong !== undefined) return wrong
    const agent = newAgent(String(fields(body).agentId))
    state.agents.push(agent)
    const { id, agentId, secret, role } = agent
    const data = { id, agentId, name: fields(body).name, role, level: 1, model: 'sonnet' }
    return [201, { data, secret, message: 'IMPORTANT: Save this secret securely.' }]
  },
  'PATCH /agents/:id': ({ state, id, body }) => {
    const agent = agentById(state, id)
    if (agent === undefined) return failure(404, 'Agent not found')
    return [200, { data: { ...rowOf(agent), ...fields(body), capabilities: [] } }]
  },
  'GET /agents/:id/hierarchy': ({ state }) => {
    const [root, ...children] = state.agents.map(rowOf)
    return [200, { data: { ...root, children: children.map((child) => ({ ...child, children: [] })) } }]
  },
  'POST /agents/:id/activate': ({ state, id }) => {
    const agent = agentById(state, id)
    if (agent?.status !== 'pending') return failure(400, 'Agent is not pending')
    agent.status = 'active'
    return [201, { data: { id, status: 'active' }, message: 'Agent activated successfully' }]
  },
  // Reads a member of the body, and fails where there is none.
  'DELETE /agents/:id/reject': ({ body }) =>
    body === undefined ? failure(500) : [200, { message: 'Agent rejected' }],
  'GET /agents/:id/credits/balance': ({ caller }) => [200, { data: { balance: caller.currentBalance } }],
  'POST /agents/credits/transfer': ({ caller, body }) => {
    // Moves the credits, and then fails to write the ledger.
    caller.currentBalance -= Number(fields(body).amount)
    return failure(500)
  },
  'GET /credits/balance': ({ caller }) => [
    200,
    { data: { balance: caller.currentBalance, budgetPeriodSpent: 0, budgetPeriodLimit: null } },
  ],
  'POST /credits/spend': ({ state, caller, body }) => {
    const wrong = invalid(body, ['amount', 'reason'], ['triggerType', 'sourceTaskId', 'sourceAgentId'])
    if (wrong !== undefined) return wrong
    const { amount, reason } = body as { amount: number; reason: string }
    if (amount > caller.currentBalance) return failure(400, 'Insufficient balance')
    const line = newDebit(caller, { amount, reason })
    state.transactions.unshift(line)
    return [201, { data: line }]
  },
  'GET /credits/history': ({ state, caller, query }) => {
    const [limit, offset] = [Number(query.get('limit') ?? 50), Number(query.get('offset') ?? 0)]
    const lines = state.transactions.slice(offset, offset + limit)
    const data = lines.map((line) => ({ ...line, agent: rowOf(caller) }))
    return [200, { data, meta: { total: state.transactions.length, limit, offset } }]
  },
  'POST /tasks': ({ state, caller, body }) => {
    const wrong = invalid(body, ['title'], TASK_FIELDS)
    if (wrong !== undefined) return wrong
    const task = newTask(caller.id, fields(body))
    state.tasks.push(task)
    return [201, { data: task }]
  },
  'GET /tasks': ({ state }) => [200, { data: state.tasks }],
  'POST /tasks/:id/transition': ({ state, id, body }) => {
    const wrong = invalid(body, ['status'], ['reason'])
    if (wrong !== undefined) return wrong
    const task = state.tasks.find((each) => each.id === id)
    if (task === undefined) return failure(404, 'Task not found')
    const to = String(fields(body).status)
    if (to !== 'todo') return failure(422, `Invalid transition: ${task.status} → ${to}`)
    task.status = to
    return [201, { data: task }]
  },
  // The newest ones, oldest first.
  'GET /messages': ({ state, query }) => {
    const before = state.messages.findIndex(({ id }) => id === query.get('before'))
    const data = state.messages.slice(0, before < 0 ? undefined : before)
    return [200, { data: data.slice(-Number(query.get('limit') ?? 50)) }]
  },
  'GET /events': ({ state, query }) => {
    const [page, limit] = [query.get('page') ?? 1, query.get('limit') ?? 50]
    const start = (Number(page) - 1) * Number(limit)
    const data = state.events.slice(start, start + Number(limit))
    // What came as text goes back as text.
    return [200, { data, meta: { total: state.events.length, page, limit } }]
  },
  'GET /events/:id': ({ state, id }) => [
    200,
    { data: state.events.find((event) => event.id === id) ?? null },
  ],
  'POST /api-keys': ({ body }) => invalid(body, []) ?? failure(400, ['name must be a string']),
}

/** What answers a request once its sender is known; undefined where there is no such operation. */
export function findRoute({
  method,
  path,
  query,
}: Asked): ((caller: Agent, state: State, body: unknown) => Answer) | undefined {
  const parts = path.replace('/api/v1', '').split('/')
  for (const [route, handle] of Object.entries(routes)) {
    const [verb, pattern = ''] = route.split(' ')
    const wanted = pattern.split('/')
    const fits = wanted.every((part, index) => part === parts[index] || part === ':id')
    if (verb !== method || wanted.length !== parts.length || !fits) continue
    const id = parts[wanted.indexOf(':id')] ?? ''
    return (caller, state, body) => handle({ state, caller, id, query, body })
  }
  return undefined
}
