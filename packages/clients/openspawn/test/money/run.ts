import { randomBytes } from 'node:crypto'
import {
  type Fault,
  type FaultProxy,
  type ProxiedRequest,
  seededFaults,
  startFaultProxy,
} from '@driftless/testing'
import { expect } from 'vitest'
import { balancesAfter, misbooked, miscounted, readLedger, timesOf, unbalanced } from './ledger.ts'
import { ATTEMPT_TIMEOUT_MS, type Bank, type Market, openMarket } from './market.ts'
import { isAnswered, type Made, makeAll, resendUncertain } from './outcomes.ts'
import { planCalls } from './plan.ts'

/** Share of all exchanges that something is done to. */
const SHARE = 0.3

const faults: readonly Fault[] = [
  { kind: 'drop', moment: 'before' },
  { kind: 'drop', moment: 'after' },
  { kind: 'reset', moment: 'before' },
  { kind: 'reset', moment: 'after' },
  { kind: 'cut' },
  { kind: 'unavailable', moment: 'before' },
  { kind: 'unavailable', moment: 'after' },
  { kind: 'delay', moment: 'before', ms: 50 },
  { kind: 'delay', moment: 'after', ms: 50 },
  // They have given up, or sent it again, before it arrives.
  { kind: 'delay', moment: 'before', ms: 1.5 * ATTEMPT_TIMEOUT_MS },
  { kind: 'duplicate', order: 'later' },
  { kind: 'duplicate', order: 'together' },
]

/** A nonce counts once: of two signed copies at once, the refusal would be the first answer. */
function startProxy(targets: readonly string[], seed: string): Promise<FaultProxy> {
  // Ids in bodies are new in every run.
  const nameOf = ({ body }: ProxiedRequest) => (JSON.parse(String(body)) as { reason: string }).reason
  const choose = seededFaults(seed, SHARE, faults, nameOf)
  return startFaultProxy(targets, (request) => {
    const fault = choose(request)
    const isSigned = request.headers['x-signature'] !== undefined
    return fault?.kind === 'duplicate' && isSigned ? { ...fault, order: 'later' } : fault
  })
}

/**
 * Moves money through a hostile proxy, prints what became of the calls, and expects the ledger to be exact.
 *
 * @param seed decides what is called and which faults happen
 */
export async function runMoneyTest(bank: Bank, count: number, seed = randomBytes(4).toString('hex')) {
  console.log(`${count} calls, MONEY_SEED=${seed}`)
  const proxy = await startProxy(bank.urls, seed)
  const market = await openMarket(bank, proxy.url, count)
  try {
    const made = await makeAll(market, planCalls(count, seed))
    await proxy.idle()
    const classes = await expectTold(market, made)
    const known = await resendUncertain(market, made)
    await proxy.idle()
    await expectExact(market, known)
    printTable(classes, proxy)
    for (const [name, size] of Object.entries(classes)) expect(size, name).toBeGreaterThan(0)
    const { exchanges } = proxy
    const share = exchanges.filter(({ fault }) => fault).length / exchanges.length
    expect(Math.abs(share - SHARE)).toBeLessThan(0.1)
  } finally {
    market.close()
    await proxy.stop()
  }
}

/** Each call must have told its caller the truth. Returns how many calls there are of each kind. */
async function expectTold(market: Market, made: readonly Made[]): Promise<Record<string, number>> {
  const ledger = await readLedger(market)
  const bounds = { success: [1, 1], uncertain: [0, 1], certain: [0, 0] } as const
  expect(miscounted(ledger, made, bounds).slice(0, 20)).toEqual([])
  expect(misbooked(ledger, market, made).slice(0, 20)).toEqual([])
  expect(unbalanced(ledger)).toEqual([])
  const keys = made.flatMap(({ outcome: { key } }) => key ?? [])
  expect(new Set(keys).size).toBe(keys.length)
  const size = (is: (each: Made) => boolean) => made.filter(is).length
  const isRefused = ({ call }: Made) => call.refusal !== undefined
  const stands = ({ call }: Made) => timesOf(ledger, call) === 1
  const is = (kind: Made['outcome']['kind']) => (each: Made) => each.outcome.kind === kind
  const uncertain = made.filter(is('uncertain'))
  const named = (name: string) => (each: Made) =>
    each.outcome.kind !== 'success' && each.outcome.error.name === name
  return {
    'success, first attempt': size(({ outcome }) => outcome.kind === 'success' && outcome.attempts === 1),
    'success, later attempt, carried out then': size(
      ({ outcome }) => outcome.kind === 'success' && outcome.attempts > 1 && !outcome.isReplayed,
    ),
    'success, later attempt, carried out before': size(
      ({ outcome }) => outcome.kind === 'success' && outcome.isReplayed,
    ),
    'mayHaveHappened, and did': uncertain.filter(stands).length,
    'mayHaveHappened, and did not': uncertain.filter((each) => !stands(each) && !isRefused(each)).length,
    'mayHaveHappened: OutcomeUnknownError or TimeoutError': uncertain.filter(
      (each) => named('OutcomeUnknownError')(each) || named('TimeoutError')(each),
    ).length,
    'mayHaveHappened: ServerError': uncertain.filter(named('ServerError')).length,
    'surely not: refused': size((each) => is('certain')(each) && isRefused(each)),
    'surely not: aborted': size((each) => is('certain')(each) && named('AbortError')(each)),
  }
}

/** After every uncertain call was sent again with its key, everything is known. */
async function expectExact(market: Market, known: readonly Made[]): Promise<void> {
  const ledger = await readLedger(market)
  const bounds = { success: [1, 1], uncertain: [1, 0], certain: [0, 0] } as const
  expect(miscounted(ledger, known, bounds).slice(0, 20)).toEqual([])
  expect(misbooked(ledger, market, known).slice(0, 20)).toEqual([])
  expect(unbalanced(ledger)).toEqual([])
  const wrong = known.filter(({ call: { refusal }, outcome }) => {
    if (outcome.kind === 'success') return refusal !== undefined
    // What was aborted, or late, before it was sent is not sent again.
    return outcome.kind === 'uncertain' || (refusal === undefined && isAnswered(outcome))
  })
  expect(wrong.slice(0, 20)).toEqual([])
  const carriedOut = known.filter(({ outcome }) => outcome.kind === 'success').map(({ call }) => call)
  expect(ledger.accounts.map(({ balance }) => balance)).toEqual(balancesAfter(market, carriedOut))
  const eventsOf = async (type: string) => (await market.hr.events.list({ type, limit: 1 })).meta.total
  const transfers = carriedOut.filter(({ receiver }) => receiver !== undefined).length
  expect(await eventsOf('credits.transferred')).toBe(transfers)
  expect(await eventsOf('credits.spent')).toBe(carriedOut.length - transfers)
}

function printTable(classes: Readonly<Record<string, number>>, { exchanges }: FaultProxy): void {
  const byFault = new Map<string, number>()
  for (const { fault } of exchanges) {
    const name = fault === undefined ? 'exchange without fault' : `exchange with ${JSON.stringify(fault)}`
    byFault.set(name, (byFault.get(name) ?? 0) + 1)
  }
  const rows = [...Object.entries(classes), ...[...byFault].sort()]
  console.log(rows.map(([name, size]) => `${String(size).padStart(6)}  ${name}`).join('\n'))
}
