import type { CreditTransaction } from 'openspawn'
import type { Market, Trader } from './market.ts'
import type { Made } from './outcomes.ts'
import type { PlannedCall } from './plan.ts'

/** What the server has written down. */
export interface Ledger {
  /** Lines by what they say as their reason. */
  readonly linesOf: ReadonlyMap<string, readonly CreditTransaction[]>
  /** Of each trader, oldest first. */
  readonly accounts: readonly { readonly lines: readonly CreditTransaction[]; readonly balance: number }[]
}

/** Asks the server itself for everything that each trader earned and spent. */
export async function readLedger({ traders }: Market): Promise<Ledger> {
  const accounts = await Promise.all(traders.map(readAccount))
  const linesOf = new Map<string, CreditTransaction[]>()
  for (const line of accounts.flatMap(({ lines }) => lines)) {
    linesOf.set(line.reason, [...(linesOf.get(line.reason) ?? []), line])
  }
  return { linesOf, accounts }
}

async function readAccount({ direct }: Trader) {
  const lines: CreditTransaction[] = []
  for await (const line of direct.credits.history({ limit: 200 })) lines.push(line)
  return { lines: lines.reverse(), balance: await direct.credits.balance() }
}

/** How often a call stands in the ledger. */
export function timesOf({ linesOf }: Ledger, { name }: PlannedCall): number {
  return (linesOf.get(name) ?? []).filter(({ type }) => type === 'debit').length
}

/** Says of each call that stands more or less often than it told its caller; `most` and `least` are by outcome. */
export function miscounted(
  ledger: Ledger,
  made: readonly Made[],
  bounds: Readonly<Record<Made['outcome']['kind'], readonly [least: number, most: number]>>,
): string[] {
  return made.flatMap(({ call, outcome }) => {
    const times = timesOf(ledger, call)
    const [least, most] = bounds[outcome.kind]
    if (times >= least && times <= most) return []
    return [`${call.name} (${outcome.kind}, key ${outcome.key}) stands ${times} times`]
  })
}

/** Says what is wrong with the lines of calls that stand: accounts, amounts, ids. */
export function misbooked(ledger: Ledger, { traders }: Market, made: readonly Made[]): string[] {
  return made.flatMap(({ call, outcome }) => {
    const lines = ledger.linesOf.get(call.name) ?? []
    if (lines.length === 0) return []
    const [debits, others] = [
      lines.filter(({ type }) => type === 'debit'),
      lines.filter(({ type }) => type !== 'debit'),
    ]
    const isRight =
      debits.length === 1 &&
      lines.every(({ amount }) => amount === call.amount) &&
      debits[0]?.agentId === traders[call.caller]?.id &&
      others.length === (call.receiver === undefined ? 0 : 1) &&
      others.every(({ agentId }) => agentId === traders[call.receiver ?? -1]?.id) &&
      // Whoever is told of a transaction is told of this one.
      (outcome.kind !== 'success' || debits[0]?.id === outcome.transactionId) &&
      lines.every(({ idempotencyKey }) => idempotencyKey === outcome.key)
    return isRight ? [] : [`${call.name}: ${JSON.stringify(lines)}`]
  })
}

/** Says which balances are not the sum of their lines. */
export function unbalanced({ accounts }: Ledger): string[] {
  return accounts.flatMap(({ lines, balance }, index) => {
    let sum = 0
    const gap = lines.find(({ type, amount, balanceAfter }) => {
      sum += type === 'credit' ? amount : -amount
      return balanceAfter !== sum
    })
    if (gap !== undefined)
      return [`trader ${index}: line ${gap.id} has balance ${gap.balanceAfter}, not ${sum}`]
    return sum === balance ? [] : [`trader ${index}: balance ${balance}, lines ${sum}`]
  })
}

/** What each trader must have, if exactly these calls were carried out. */
export function balancesAfter({ funds, traders }: Market, calls: readonly PlannedCall[]): number[] {
  const balances = traders.map(() => funds)
  for (const { caller, receiver, amount } of calls) {
    balances[caller] = (balances[caller] ?? 0) - amount
    if (receiver !== undefined) balances[receiver] = (balances[receiver] ?? 0) + amount
  }
  return balances
}
