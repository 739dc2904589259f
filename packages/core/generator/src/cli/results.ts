import type { Notice } from '../model/types.ts'
import type { FileDrift } from '../project/compare.ts'
import { describePlan } from '../project/generate-project.ts'
import type { ApiPlan } from '../project/plan.ts'
import { unifiedDiff } from '../project/unified-diff.ts'
import type { SpecUpdate } from '../project/update-specs.ts'
import { driftLines } from './check-text.ts'
import { table } from './table.ts'

/** What `update-spec` changed; just `in step` where it changed nothing. */
export function updateTable(updates: readonly SpecUpdate[]): string {
  const unchanged = updates.every((update) => update.drifts.length === 0 && !update.plan?.drifts.length)
  if (unchanged) return `in step: ${updates.map((update) => update.api).join(', ') || 'no API'}`
  const withClient = updates.some((update) => update.plan)
  const rows = updates.map((update) => [
    update.api,
    update.version,
    specCell(update.drifts),
    ...(withClient ? [update.plan ? describePlan(update.plan) : '-'] : []),
  ])
  return table([['api', 'version', 'spec', ...(withClient ? ['client'] : [])], ...rows])
}

/** What `generate` changed; just `in step` where it changed nothing. */
export function generateTable(plans: readonly ApiPlan[]): string {
  if (plans.every((plan) => plan.drifts.length === 0)) {
    return `in step: ${plans.map((plan) => plan.api).join(', ') || 'no API'}`
  }
  const rows = plans.map((plan) => {
    const edited = plan.drifts.filter((drift) => drift.cause === 'edited by hand').length
    const replaced = edited === 0 ? '' : ` (${edited} edited by hand, replaced)`
    return [plan.api, String(plan.operations), describePlan(plan) + replaced]
  })
  return table([['api', 'operations', 'client'], ...rows])
}

/** What `update-spec --check` found: the fix first, then the files, then a diff. */
export function specDriftText(updates: readonly SpecUpdate[]): string {
  const drifts = updates.flatMap((update) => update.drifts)
  return [
    `Fix: pnpm gen update-spec ${updates.map((update) => update.api).join(' ')} --generate`,
    `The server's document is not the stored one:\n${driftLines(drifts)}`,
    unifiedDiff(drifts),
  ].join('\n\n')
}

/** As many remarks as a person reads. */
const listedNotices = 15

/** Remarks, one line for each that is made, however often. */
export function noticeLines(notices: readonly Notice[]): string[] {
  const pointers = new Map<string, string[]>()
  for (const { message, pointer } of notices) {
    const same = pointers.get(message) ?? []
    if (!same.includes(pointer)) same.push(pointer)
    pointers.set(message, same)
  }
  const lines = [...pointers].map(([message, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    return `note: ${first || 'the document'}${more}: ${message}`
  })
  if (lines.length <= listedNotices) return lines
  return [...lines.slice(0, listedNotices), `note: ${lines.length - listedNotices} more kinds of remarks.`]
}

function specCell(drifts: readonly FileDrift[]): string {
  const [drift] = drifts
  if (drift === undefined) return 'in step'
  if (drift.actual === undefined) return 'added'
  const { added, removed } = countLines(drift.actual, drift.expected ?? '')
  return `changed (+${added} -${removed} lines)`
}

/** Lines that one text has more than the other, wherever they stand; fast for documents of any size. */
function countLines(before: string, after: string): { added: number; removed: number } {
  const balance = new Map<string, number>()
  for (const line of after.split('\n')) balance.set(line, (balance.get(line) ?? 0) + 1)
  for (const line of before.split('\n')) balance.set(line, (balance.get(line) ?? 0) - 1)
  let added = 0
  let removed = 0
  for (const count of balance.values()) {
    if (count > 0) added += count
    else removed -= count
  }
  return { added, removed }
}
