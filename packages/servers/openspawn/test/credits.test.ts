import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  call,
  data,
  type ErrorBody,
  fund,
  type Json,
  type Member,
  refusal,
  register,
  spawn,
} from './support/calls.ts'
import { type RunningOpenSpawn, startOpenSpawn } from './support/server.ts'

let server: RunningOpenSpawn
beforeAll(async () => {
  server = await startOpenSpawn()
})
afterAll(async () => {
  expect(server.loggedErrors).toEqual([])
  await server.stop()
})

interface Line extends Json {
  readonly type: string
  readonly amount: number
  readonly balanceAfter: number
}

async function member(credits = 0, agent: Json = {}): Promise<Member> {
  const made = await register(server, agent)
  if (credits > 0) await fund(server, made, credits)
  return made
}

async function balance({ client }: Member): Promise<number> {
  return (await data<{ balance: number }>(client, 'GET', '/credits/balance')).balance
}

/** The whole ledger of an agent, first line first. */
async function ledger({ client }: Member): Promise<Line[]> {
  return (await data<Line[]>(client, 'GET', '/credits/history?limit=1000')).reverse()
}

/** Every line follows from the one before, and the last is the balance. */
async function expectSoundLedger(agent: Member): Promise<void> {
  let sum = 0
  for (const { type, amount, balanceAfter } of await ledger(agent)) {
    sum += type === 'credit' ? amount : -amount
    expect(balanceAfter).toBe(sum)
  }
  expect(await balance(agent)).toBe(sum)
}

test('HR gives and takes credits, under its name', async () => {
  const agent = await member()
  const given = await data(server.hr, 'POST', '/credits/adjust', {
    agentId: agent.id,
    amount: 500,
    type: 'credit',
    reason: 'seed',
  })
  expect(given).toMatchObject({
    agentId: agent.id,
    type: 'credit',
    amount: 500,
    balanceAfter: 500,
    reason: '[Admin] seed',
    triggerType: 'admin_adjustment',
    sourceAgentId: server.first.agent.id,
  })
  const taken = { agentId: agent.id, amount: 501, type: 'debit', reason: 'all' }
  expect(await refusal(server.hr, 409, 'POST', '/credits/adjust', taken)).toBe('insufficient_credits')
  await data(server.hr, 'POST', '/credits/adjust', { ...taken, amount: 500 })
  expect(await balance(agent)).toBe(0)
  expect(await refusal(agent.client, 403, 'POST', '/credits/adjust', taken)).toBe('insufficient_role')
})

test('so do agents of role admin, and founders do not', async () => {
  const agent = await member()
  const given = { agentId: agent.id, amount: 5, type: 'credit', reason: 'x' }
  const { client: admin } = await register(server, { role: 'admin' })
  expect(await data(admin, 'POST', '/credits/adjust', given)).toMatchObject({ balanceAfter: 5 })
  const { client: founder } = await register(server, { role: 'founder' })
  expect(await refusal(founder, 403, 'POST', '/credits/adjust', given)).toBe('insufficient_role')
})

test('spending takes credits and says for what', async () => {
  const agent = await member(100)
  const line = await data(agent.client, 'POST', '/credits/spend', {
    amount: 10,
    reason: 'llm',
    triggerType: 'llm_call',
    sourceTaskId: null,
  })
  expect(line).toMatchObject({ type: 'debit', amount: 10, balanceAfter: 90, triggerType: 'llm_call' })
  expect(await call(agent.client, 200, 'GET', `/agents/${agent.id}/credits/balance`)).toEqual({
    data: { balance: 90 },
  })
})

test('nobody spends more than it has, nor more than its budget of the day', async () => {
  const agent = await member(100, { budgetPeriodLimit: 50 })
  const spend = (amount: number) => ({ amount, reason: 'x' })
  const { code, details } = await call<ErrorBody>(agent.client, 409, 'POST', '/credits/spend', spend(101))
  expect([code, details]).toEqual(['insufficient_credits', { balance: 100, amount: 101 }])
  expect(await refusal(agent.client, 409, 'POST', '/credits/spend', spend(51))).toBe('budget_exceeded')
  await data(agent.client, 'POST', '/credits/spend', spend(50))
  expect(await refusal(agent.client, 409, 'POST', '/credits/spend', spend(1))).toBe('budget_exceeded')
  expect(await data(agent.client, 'GET', '/credits/balance')).toEqual({
    balance: 50,
    budgetPeriodSpent: 50,
    budgetPeriodLimit: 50,
  })
})

test('a transfer writes a line for each side', async () => {
  const [from, to] = [await member(100), await member()]
  const line = await data(from.client, 'POST', '/agents/credits/transfer', {
    toAgentId: to.id,
    amount: 30,
    reason: 'bonus',
  })
  expect(line).toMatchObject({ agentId: from.id, type: 'debit', balanceAfter: 70, sourceAgentId: to.id })
  expect(await ledger(to)).toMatchObject([
    { agentId: to.id, type: 'credit', amount: 30, balanceAfter: 30, reason: 'bonus', sourceAgentId: from.id },
  ])
})

test('credits go to children and siblings; from level 10 to anybody', async () => {
  const parent = await member(100, { level: 5 })
  const child = await spawn(server, parent.client)
  const other = await member()
  const to = (agent: Member) => ({ toAgentId: agent.id, amount: 1 })
  const path = '/agents/credits/transfer'
  expect(await refusal(parent.client, 409, 'POST', path, to(child))).toBe('agent_not_active')
  await data(parent.client, 'POST', `/agents/${child.id}/activate`)
  await data(parent.client, 'POST', path, to(child))
  expect(await refusal(child.client, 403, 'POST', path, to(other))).toBe('not_related')
  expect(await refusal(parent.client, 422, 'POST', path, to(parent))).toBe('validation_failed')
  await fund(server, server.first.agent, 1)
  await data(server.hr, 'POST', path, to(child))
  expect(await balance(child)).toBe(2)
})

test.each([0, -1, 1.5, '5', 1_000_000_001, null])('an amount of %j is refused', async (amount) => {
  const agent = await member()
  for (const [path, body] of [
    ['/credits/spend', { amount, reason: 'x' }],
    ['/agents/credits/transfer', { amount, toAgentId: server.first.agent.id }],
  ] as const) {
    const { details } = await call<ErrorBody>(agent.client, 422, 'POST', path, body)
    expect(details?.fields).toMatchObject([{ in: 'body', field: 'amount' }])
  }
})

test('of twenty that spend ten of a hundred at once, ten succeed', async () => {
  const agent = await member(100)
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      agent.client.request('POST', '/credits/spend', { body: { amount: 10, reason: 'x' } }),
    ),
  )
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([...Array(10).fill(201), ...Array(10).fill(409)])
  expect(await balance(agent)).toBe(0)
  await expectSoundLedger(agent)
})

test('transfers in a circle at once lose nothing and do not wait for each other for ever', async () => {
  const circle = await Promise.all(Array.from({ length: 4 }, () => member(100)))
  const transfers = Array.from({ length: 40 }, (_, index) => {
    const [from, to] = [circle[index % 4], circle[(index + 1 + (index % 3)) % 4]] as [Member, Member]
    return from.client.request('POST', '/agents/credits/transfer', {
      body: { toAgentId: to.id, amount: 1 + (index % 7) },
    })
  })
  const statuses = (await Promise.all(transfers)).map(({ status }) => status)
  expect(new Set(statuses)).toEqual(new Set([201]))
  const balances = await Promise.all(circle.map(balance))
  expect(balances.reduce((sum, each) => sum + each, 0)).toBe(400)
  for (const agent of circle) await expectSoundLedger(agent)
})

test('history pages through the lines of the caller alone', async () => {
  const agent = await member(100)
  for (let amount = 1; amount <= 4; amount++) {
    await data(agent.client, 'POST', '/credits/spend', { amount, reason: `${amount}` })
  }
  const page = await call<{ data: Line[] }>(agent.client, 200, 'GET', '/credits/history?limit=2&offset=1')
  expect(page).toMatchObject({
    data: [{ amount: 3 }, { amount: 2 }],
    meta: { total: 5, limit: 2, offset: 1 },
  })
  for (const query of ['limit=0', 'limit=abc', 'offset=-1', 'page=1']) {
    expect(await refusal(agent.client, 422, 'GET', `/credits/history?${query}`)).toBe('validation_failed')
  }
})
