import type { Store, UnfinishedStep } from '../store/store.ts'
import type { FlowResult } from './types.ts'

/** How far a run has come. */
export interface Progress {
  /** Number of the last event of its history. */
  readonly lastSequence: number
  /** Whether an item has failed. */
  readonly hasFailed: boolean
  /** Steps that were started and have no result, in items that have not ended. */
  readonly unfinished: readonly UnfinishedStep[]
  hasEnded(itemIndex: number): boolean
  /** Results of the steps of an item, by the index of the step. */
  results(itemIndex: number): ReadonlyMap<number, FlowResult>
  /** Every result, of items too. */
  stored(): Iterable<FlowResult>
}

const NONE: ReadonlyMap<number, FlowResult> = new Map()

/** Of a run that begins: its history has one event, which was stored with it. */
export const UNTOUCHED: Progress = {
  lastSequence: 1,
  hasFailed: false,
  unfinished: [],
  hasEnded: () => false,
  results: () => NONE,
  stored: () => [],
}

/** Reads from the store how far a run had come when its server stopped. */
export async function storedProgress({ runs, events }: Store, runId: string): Promise<Progress> {
  const ended = new Map<number, FlowResult | undefined>()
  for (const { itemIndex, status, result } of await runs.items(runId)) {
    if (status !== 'running') ended.set(itemIndex, result)
  }
  const steps = new Map<number, Map<number, FlowResult>>()
  for (const { itemIndex, stepIndex, result } of await runs.steps(runId)) {
    const ofItem = steps.get(itemIndex) ?? new Map<number, FlowResult>()
    steps.set(itemIndex, ofItem.set(stepIndex, result))
  }
  const unfinished = await events.unfinishedSteps(runId)
  return {
    lastSequence: await events.lastSequence(runId),
    hasFailed: [...ended.values()].some((result) => result?.outcome === 'failed'),
    unfinished: unfinished.filter(({ itemIndex }) => !ended.has(itemIndex)),
    hasEnded: (itemIndex) => ended.has(itemIndex),
    results: (itemIndex) => steps.get(itemIndex) ?? NONE,
    stored: () => [
      ...[...steps.values()].flatMap((ofItem) => [...ofItem.values()]),
      ...present(ended.values()),
    ],
  }
}

function present<T>(values: Iterable<T | undefined>): T[] {
  return [...values].filter((value) => value !== undefined)
}

/** Where a step without a result stands. */
export function unfinishedStep(
  { unfinished }: Progress,
  itemIndex: number,
  stepIndex: number,
): UnfinishedStep | undefined {
  return unfinished.find((step) => step.itemIndex === itemIndex && step.stepIndex === stepIndex)
}
