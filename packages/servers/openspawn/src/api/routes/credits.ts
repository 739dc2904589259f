import { type ApiRouter, queryInteger } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { getAgent } from '../../domain/agents/find.ts'
import { currentPeriod } from '../../domain/budget.ts'
import { adjustCredits, creditHistory, spendCredits, transferCredits } from '../../domain/credits/credits.ts'
import type { TransactionRow } from '../../domain/credits/ledger.ts'
import {
  AdjustCreditsRequest,
  CreditBalanceResponse,
  CreditHistoryResponse,
  type CreditTransaction,
  CreditTransactionResponse,
  SpendCreditsRequest,
  TransferCreditsRequest,
} from '../schemas/credits.ts'
import { bodyErrors, errors, readErrors } from '../schemas/errors.ts'
import { jsonAnswer, jsonBody, keyed, MAX_OFFSET, MAX_PAGE, named, resultAt } from './declare.ts'

const tags = ['credits']
const TOO_MUCH = 'There is not that much, or the budget does not allow it.'

const getBalance = createRoute({
  method: 'get',
  path: '/credits/balance',
  operationId: 'getCreditBalance',
  tags,
  summary: 'Get the credits of the caller',
  description: 'Returns what the caller has and may spend today.',
  responses: { 200: jsonAnswer('The balance.', CreditBalanceResponse), ...errors(readErrors) },
  ...named('credits', 'balance'),
  ...resultAt('/data/balance'),
})

const transfer = createRoute({
  method: 'post',
  path: '/agents/credits/transfer',
  operationId: 'transferCredits',
  tags,
  summary: 'Transfer credits to another agent',
  description:
    'Moves credits from the caller to a child or a sibling of its, or to anybody if it is of level 10. Returns the transaction of the caller.',
  request: { body: jsonBody(TransferCreditsRequest) },
  responses: {
    201: jsonAnswer('The credits are moved.', CreditTransactionResponse),
    ...errors([409, ...bodyErrors], { 409: `${TOO_MUCH} Or the other agent is not active.` }),
  },
  ...named('credits', 'transfer'),
  ...keyed,
  ...resultAt('/data'),
})

const spend = createRoute({
  method: 'post',
  path: '/credits/spend',
  operationId: 'spendCredits',
  tags,
  summary: 'Spend credits',
  description: 'Takes credits from the caller for something that it used.',
  request: { body: jsonBody(SpendCreditsRequest) },
  responses: {
    201: jsonAnswer('The credits are spent.', CreditTransactionResponse),
    ...errors([409, ...bodyErrors], { 409: TOO_MUCH }),
  },
  ...named('credits', 'spend'),
  ...keyed,
  ...resultAt('/data'),
})

const adjust = createRoute({
  method: 'post',
  path: '/credits/adjust',
  operationId: 'adjustCredits',
  tags,
  summary: 'Give or take credits',
  description:
    'Gives an agent credits out of nothing, or takes them away. For agents of role `hr` or `admin`.',
  request: { body: jsonBody(AdjustCreditsRequest) },
  responses: {
    201: jsonAnswer('The balance is changed.', CreditTransactionResponse),
    ...errors([409, ...bodyErrors], { 409: 'There is not that much, or the agent is not active.' }),
  },
  ...named('credits', 'adjust'),
  ...keyed,
  ...resultAt('/data'),
})

const historyQuery = z.strictObject({
  limit: queryInteger({ minimum: 1, maximum: MAX_PAGE })
    .optional()
    .describe('Size of the page; default: 50.'),
  offset: queryInteger({ minimum: 0, maximum: MAX_OFFSET })
    .optional()
    .describe('How many transactions to skip; default: 0.'),
})

const listHistory = createRoute({
  method: 'get',
  path: '/credits/history',
  operationId: 'listCreditHistory',
  tags,
  summary: 'List the transactions of the caller',
  description: 'Lists the lines of the ledger that changed the balance of the caller, latest first.',
  request: { query: historyQuery },
  responses: { 200: jsonAnswer('One page of transactions.', CreditHistoryResponse), ...errors(readErrors) },
  'x-driftless-pagination': {
    kind: 'offset',
    offset: 'offset',
    limit: 'limit',
    items: '/data',
    total: '/meta/total',
    meta: '/meta',
  },
  ...named('credits', 'history'),
})

/** Registers the operations on credits. */
export function registerCredits(router: ApiRouter): void {
  router.openapi(getBalance, async (context) => {
    const session = context.get('session')
    const agent = await getAgent(session, session.actor.agent.id)
    const { currentBalance: balance, budgetPeriodLimit } = agent
    const { budgetPeriodSpent } = currentPeriod(agent, session.now)
    return context.json({ data: { balance, budgetPeriodSpent, budgetPeriodLimit } }, 200)
  })
  router.openapi(transfer, async (context) => {
    const row = await transferCredits(context.get('session'), context.req.valid('json'))
    return context.json({ data: transactionOnTheWire(row) }, 201)
  })
  router.openapi(spend, async (context) => {
    const { triggerType, sourceTaskId, sourceAgentId, ...spending } = context.req.valid('json')
    const row = await spendCredits(context.get('session'), {
      ...spending,
      triggerType: triggerType ?? undefined,
      sourceTaskId: sourceTaskId ?? undefined,
      sourceAgentId: sourceAgentId ?? undefined,
    })
    return context.json({ data: transactionOnTheWire(row) }, 201)
  })
  router.openapi(adjust, async (context) => {
    const row = await adjustCredits(context.get('session'), context.req.valid('json'))
    return context.json({ data: transactionOnTheWire(row) }, 201)
  })
  router.openapi(listHistory, async (context) => {
    const { limit = 50, offset = 0 } = context.req.valid('query')
    const { rows, total } = await creditHistory(context.get('session'), { limit, offset })
    return context.json({ data: rows.map(transactionOnTheWire), meta: { total, limit, offset } }, 200)
  })
}

function transactionOnTheWire({
  position,
  createdAt,
  ...row
}: TransactionRow): z.infer<typeof CreditTransaction> {
  return { ...row, triggerEventId: null, litellmCostUsd: null, createdAt: createdAt.toISOString() }
}
