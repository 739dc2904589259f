import { seededNumber } from '@driftless/testing'

/** How many agents call; each one is paid by the others, too. */
export const CALLERS = 6
/** How many agents are only paid. */
export const RECEIVERS = 2
const LARGEST_AMOUNT = 9

/** More than anybody has. */
const TOO_MUCH = 1_000_000_000

/** Why the server refuses a call, however often it is sent. */
export type Refusal = 'insufficient_credits' | 'not_related' | 'validation_failed'

/** One call that the money test makes. */
export interface PlannedCall {
  /** Stands in the ledger as the reason. */
  readonly name: string
  readonly caller: number
  /** Who is paid, of callers and receivers; absent: the credits are spent. */
  readonly receiver: number | undefined
  readonly amount: number
  readonly refusal: Refusal | undefined
  /** When its caller aborts it, in milliseconds after its start. */
  readonly abortMs: number | undefined
}

/** What every caller needs at most. */
export function fundsFor(calls: number): number {
  return calls * LARGEST_AMOUNT
}

/** The calls of a run; the same for the same seed. */
export function planCalls(count: number, seed: string): PlannedCall[] {
  return Array.from({ length: count }, (_, index) => planCall(`call ${index}`, seed))
}

function planCall(name: string, seed: string): PlannedCall {
  const draw = (what: string, below: number) => Math.floor(seededNumber(seed, `${name} ${what}`) * below)
  const caller = draw('caller', CALLERS)
  // Anybody else.
  const receiver = (caller + 1 + draw('receiver', CALLERS + RECEIVERS - 1)) % (CALLERS + RECEIVERS)
  const refusals: Refusal[] = ['insufficient_credits', 'not_related', 'validation_failed']
  const refusal = refusals[draw('refusal', 30)]
  const isTransfer = draw('operation', 2) === 0 || (refusal && refusal !== 'insufficient_credits')
  // A few before anything is sent, a few somewhere on the way.
  const abortMs = [0, 0, 5, 20, 80][draw('abort', 100)]
  return {
    name,
    caller,
    receiver: isTransfer ? receiver : undefined,
    amount: refusal === 'insufficient_credits' ? TOO_MUCH : 1 + draw('amount', LARGEST_AMOUNT),
    refusal,
    abortMs,
  }
}
