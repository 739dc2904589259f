import { type Agent, ApiKeyScope, BikiniBottomClient, CreditType } from 'openspawn'
import { CALLERS, fundsFor, type PlannedCall, RECEIVERS } from './plan.ts'

/** How long callers wait for an answer. */
export const ATTEMPT_TIMEOUT_MS = 1500

/** The id of no agent. */
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** A running server, and how its HR agent signs in. */
export interface Bank {
  /** One URL for each process, without path. */
  readonly urls: readonly string[]
  readonly hr: { readonly agentId: string; readonly secret: string }
}

/** An agent with one client that calls through the proxy, and one that asks the server itself. */
export interface Trader {
  readonly id: string
  readonly proxied: BikiniBottomClient
  readonly direct: BikiniBottomClient
}

/** Who pays whom. */
export interface Market {
  readonly hr: BikiniBottomClient
  /** Callers come first. */
  readonly traders: readonly Trader[]
  /** Id of an agent that no caller may pay. */
  readonly strangerId: string
  /** What each trader had at the start. */
  readonly funds: number
  close(): void
}

/** Makes the agents. Callers sign, or act through an API key, in turn; all have the same to begin with. */
export async function openMarket(bank: Bank, proxyUrl: string, calls: number): Promise<Market> {
  const baseUrl = bank.urls[0] ?? ''
  const hr = new BikiniBottomClient({ baseUrl, ...bank.hr })
  const funds = fundsFor(calls)
  const patience = {
    retryBaseMs: 1,
    retryCapMs: 20,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
    retryBudget: false,
  }
  const traders: Trader[] = []
  for (let index = 0; index < CALLERS + RECEIVERS; index++) {
    const { data, secret } = await hr.agents.create({ name: `Trader ${index}` })
    const { id, agentId } = data
    await hr.credits.adjust({ agentId: id, amount: funds, type: CreditType.Credit, reason: 'start' })
    const credentials = index % 2 === 0 ? { agentId, secret } : { apiKey: await keyOf(hr, id) }
    traders.push({
      id,
      // Few attempts, so that some calls end without an answer.
      proxied: new BikiniBottomClient({
        baseUrl: proxyUrl,
        ...credentials,
        ...patience,
        maxRetries: index < CALLERS / 2 ? 0 : 1,
      }),
      direct: new BikiniBottomClient({ baseUrl, ...credentials }),
    })
  }
  return {
    hr,
    traders,
    strangerId: (await strangerOf(hr)).id,
    funds,
    close: () => {
      for (const client of [hr, ...traders.flatMap(({ proxied, direct }) => [proxied, direct])])
        client.close()
    },
  }
}

async function keyOf(hr: BikiniBottomClient, agentId: string): Promise<string> {
  return (await hr.apiKeys.create({ name: 'money', agentId, scopes: [ApiKeyScope.Write] })).key
}

/** A child of somebody else is neither child nor sibling. */
async function strangerOf(hr: BikiniBottomClient): Promise<Pick<Agent, 'id'>> {
  const { data } = await hr.agents.spawn({ name: 'Stranger' })
  await hr.agents.activate(data.id)
  return data
}

/** Makes a planned call through the proxy. */
export function makeCall(
  { traders, strangerId }: Market,
  { name: reason, caller, receiver, amount, refusal }: PlannedCall,
  options: { readonly idempotencyKey?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
) {
  const { credits } = (traders[caller] as Trader).proxied
  if (receiver === undefined) return credits.spend({ amount, reason }, options).withResponse()
  const receivers = { not_related: strangerId, validation_failed: NOBODY }
  const toAgentId =
    refusal === undefined || refusal === 'insufficient_credits'
      ? (traders[receiver] as Trader).id
      : receivers[refusal]
  return credits.transfer({ toAgentId, amount, reason }, options).withResponse()
}
