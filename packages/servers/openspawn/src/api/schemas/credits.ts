import { z } from 'zod'
import { CREDIT_TYPES } from '../../domain/enums.ts'
import { counter, dataOf, id, idOut, MAX_CREDITS, metadata, momentOut, text, whole } from './parts.ts'

export const CreditType = z
  .enum(CREDIT_TYPES)
  .meta({ id: 'CreditType', description: '`credit` adds to a balance, `debit` takes from it.' })

export const CreditTransaction = z
  .object({
    id: idOut().describe('Id of the transaction.'),
    orgId: idOut().describe('Organization of the agent.'),
    agentId: idOut().describe('The agent whose balance changed.'),
    type: CreditType,
    amount: z.int().describe('How much, at least 1.'),
    balanceAfter: z.int().describe('Balance of the agent after it.'),
    reason: z.string().describe('Why.'),
    triggerType: z.string().nullable().describe('What brought it about, such as `llm_call`.'),
    triggerEventId: idOut().nullable().describe('The event that brought it about; null here.'),
    sourceTaskId: idOut().nullable().describe('The task that it is about.'),
    sourceAgentId: idOut().nullable().describe('The other agent.'),
    litellmCostUsd: z.string().nullable().describe('What a model cost, in dollars; null here.'),
    idempotencyKey: z.string().nullable().describe('Key of the request that made it.'),
    metadata: metadata().describe('What is kept with it.'),
    createdAt: momentOut().describe('When it was made.'),
  })
  .meta({ id: 'CreditTransaction', description: 'A line of the ledger.' })

export const CreditTransactionResponse = dataOf(
  'CreditTransactionResponse',
  CreditTransaction,
  'The transaction.',
)

const CreditBalance = z
  .object({
    balance: z.int().describe('Credits of the caller.'),
    budgetPeriodSpent: z.int().describe('Credits that it has spent today.'),
    budgetPeriodLimit: z
      .int()
      .nullable()
      .describe('Credits that it may spend in a day; null: as many as it has.'),
  })
  .meta({ id: 'CreditBalance', description: 'What an agent has and may spend.' })
export const CreditBalanceResponse = dataOf('CreditBalanceResponse', CreditBalance, 'The balance.')

const OffsetMeta = z
  .object({
    total: counter().describe('How many there are.'),
    limit: counter().describe('Size of the page.'),
    offset: counter().describe('How many were skipped.'),
  })
  .meta({ id: 'OffsetMeta', description: 'Which page it is.' })
export const CreditHistoryResponse = z
  .object({ data: z.array(CreditTransaction).describe('Latest first.'), meta: OffsetMeta })
  .meta({ id: 'CreditHistoryResponse', description: 'A page of the ledger of the caller.' })

const amount = () => whole(1, MAX_CREDITS).describe('How much.')
const reason = () => text(500, 0)

export const TransferCreditsRequest = z
  .strictObject({
    toAgentId: id().describe(
      'Who gets them: a child or a sibling, or any agent if the caller is of level 10.',
    ),
    amount: amount(),
    reason: reason().optional().describe('Why.'),
  })
  .meta({ id: 'TransferCreditsRequest', description: 'Credits for another agent.' })

export const SpendCreditsRequest = z
  .strictObject({
    amount: amount(),
    reason: reason().describe('Why.'),
    triggerType: text(100, 0).nullish().describe('What brought it about, such as `llm_call`.'),
    sourceTaskId: id().nullish().describe('The task that it is about.'),
    sourceAgentId: id().nullish().describe('The other agent.'),
  })
  .meta({ id: 'SpendCreditsRequest', description: 'Credits that were used.' })

export const AdjustCreditsRequest = z
  .strictObject({
    agentId: id().describe('Whose balance.'),
    amount: amount(),
    type: CreditType,
    reason: reason().describe('Why.'),
  })
  .meta({ id: 'AdjustCreditsRequest', description: 'Credits to give or to take.' })
