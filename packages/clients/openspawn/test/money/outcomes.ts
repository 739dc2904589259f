import { BikiniBottomError } from 'openspawn'
import { type Market, makeCall } from './market.ts'
import type { PlannedCall } from './plan.ts'

/** How many calls are on their way at once. */
const AT_ONCE = 8
/** How often a call whose outcome is unknown is sent again before the test gives up. */
const MOST_RESENDS = 60

/** What a call told its caller. */
export type Outcome =
  | {
      readonly kind: 'success'
      readonly key: string | undefined
      readonly transactionId: string
      readonly attempts: number
      /** Whether the server had carried it out at an earlier attempt. */
      readonly isReplayed: boolean
    }
  /** An error with `mayHaveHappened`, or without. */
  | {
      readonly kind: 'uncertain' | 'certain'
      readonly key: string | undefined
      readonly error: BikiniBottomError
    }

/** A planned call and what became of it. */
export interface Made {
  readonly call: PlannedCall
  readonly outcome: Outcome
}

/** Makes all calls, several at once. */
export async function makeAll(market: Market, calls: readonly PlannedCall[]): Promise<Made[]> {
  return inParallel(calls, async (call) => {
    const { abortMs } = call
    const signal = abortMs === undefined ? undefined : abortAfter(abortMs)
    return { call, outcome: await outcomeOf(makeCall(market, call, { signal })) }
  })
}

/** Sends calls whose outcome is unknown again with their keys, through the same proxy, until the server has answered each. */
export async function resendUncertain(market: Market, made: readonly Made[]): Promise<Made[]> {
  return inParallel(made, async ({ call, outcome: first }) => {
    const idempotencyKey = first.key
    if (first.kind !== 'uncertain') return { call, outcome: first }
    for (let times = 0; times < MOST_RESENDS; times++) {
      const outcome = await outcomeOf(makeCall(market, call, { idempotencyKey }))
      if (outcome.kind === 'success' || (outcome.kind === 'certain' && isAnswered(outcome))) {
        return { call, outcome }
      }
    }
    return { call, outcome: first }
  })
}

/** An error without an answer says nothing of what was sent before: it may have come before anything was sent. */
export function isAnswered({ error }: Extract<Outcome, { readonly error: unknown }>): boolean {
  return error.status !== undefined
}

function abortAfter(ms: number): AbortSignal {
  return ms === 0 ? AbortSignal.abort() : AbortSignal.timeout(ms)
}

async function outcomeOf(calling: ReturnType<typeof makeCall>): Promise<Outcome> {
  try {
    const { data, response, attempts, idempotencyKey: key } = await calling
    const isReplayed = response.headers.get('idempotent-replayed') === 'true'
    return { kind: 'success', key, transactionId: data.id, attempts: attempts.length, isReplayed }
  } catch (error) {
    if (!(error instanceof BikiniBottomError)) throw error
    return { kind: error.mayHaveHappened ? 'uncertain' : 'certain', key: error.idempotencyKey, error }
  }
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}
