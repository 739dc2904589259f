import type { ComponentContext } from './components/component.ts'
import type { ExecutionListener } from './executor.ts'
import type { CompiledStep } from './flow.ts'
import type { RunJournal } from './journal.ts'
import { type Progress, unfinishedStep } from './progress.ts'
import type { FailedAttempt } from './retry.ts'
import { SubRunPlaces } from './sub-runs.ts'
import type { FlowResult } from './types.ts'

/** Writes down what an execution tells, and keeps for each running step where its sub-runs belong. */
export class RunSteps implements ExecutionListener {
  /** Whether an item has failed. */
  hasFailed: boolean
  readonly #journal: RunJournal
  readonly #progress: Progress
  readonly #makeContext: (places: SubRunPlaces) => ComponentContext
  readonly #places = new Map<string, SubRunPlaces>()

  constructor(
    journal: RunJournal,
    progress: Progress,
    makeContext: (places: SubRunPlaces) => ComponentContext,
  ) {
    this.#journal = journal
    this.#progress = progress
    this.#makeContext = makeContext
    this.hasFailed = progress.hasFailed
  }

  readonly contextFor = (itemIndex: number, step: CompiledStep): ComponentContext => {
    const before = unfinishedStep(this.#progress, itemIndex, step.index)
    const places = new SubRunPlaces(itemIndex, step.index, before?.failures ?? 0, before?.inFlight ?? false)
    this.#places.set(keyOf(itemIndex, step), places)
    return this.#makeContext(places)
  }

  onStepStart(itemIndex: number, step: CompiledStep, attempt: number): Promise<void> {
    return this.#journal.tell({ type: 'stepStarted', ...placeOf(itemIndex, step), attempt })
  }

  onStepRetry(itemIndex: number, step: CompiledStep, failed: FailedAttempt): Promise<void> {
    this.#places.get(keyOf(itemIndex, step))?.attemptFailed()
    return this.#journal.tell({ type: 'stepRetrying', ...placeOf(itemIndex, step), ...failed })
  }

  onStep(itemIndex: number, step: CompiledStep, result: FlowResult): Promise<void> {
    this.#places.delete(keyOf(itemIndex, step))
    const status = result.outcome === 'failed' ? 'failed' : 'completed'
    return this.#journal.tell({ type: 'stepCompleted', ...placeOf(itemIndex, step), status, result })
  }

  onItem(itemIndex: number, result: FlowResult): Promise<void> {
    const status = result.outcome === 'failed' ? 'failed' : 'completed'
    if (status === 'failed') this.hasFailed = true
    return this.#journal.tell({ type: 'itemCompleted', itemIndex, status, result })
  }
}

function placeOf(itemIndex: number, { index, id }: CompiledStep) {
  return { itemIndex, stepIndex: index, stepId: id }
}

function keyOf(itemIndex: number, { index }: CompiledStep): string {
  return `${itemIndex}/${index}`
}
