import type { ComponentContext } from './components/component.ts'
import type { ComponentRegistry } from './components/registry.ts'
import type { CompiledFlow, CompiledStep } from './flow.ts'
import { ItemState, type Outstanding } from './item.ts'
import { type Progress, UNTOUCHED, unfinishedStep } from './progress.ts'
import { ResultBudget } from './result-budget.ts'
import type { AttemptListener, FailedAttempt } from './retry.ts'
import type { RunTree } from './run-tree.ts'
import { executeStep } from './step.ts'
import type { FlowResult, StepStatus } from './types.ts'

export interface ExecutionPlan {
  readonly flow: CompiledFlow
  readonly inputs: readonly unknown[]
  readonly variables: Readonly<Record<string, unknown>>
  /** How many steps may run at once, over all items. */
  readonly maxConcurrency: number
  /** How far the run had come before; absent: it begins. */
  readonly progress?: Progress
  /** What the run shares with the runs around and inside it. */
  readonly tree?: RunTree
}

/** Told of everything in the order in which it happens; resolves when it is stored. */
export interface ExecutionListener {
  /** An attempt begins once this resolves: by then everything told before is stored, too. */
  onStepStart(itemIndex: number, step: CompiledStep, attempt: number): Promise<void>
  onStepRetry(itemIndex: number, step: CompiledStep, failed: FailedAttempt): Promise<void>
  onStep(itemIndex: number, step: CompiledStep, result: FlowResult): Promise<void>
  onItem(itemIndex: number, result: FlowResult): Promise<void>
}

/** What the steps of a run get from outside. */
export interface ExecutionEnvironment {
  readonly components: ComponentRegistry
  /** Aborted when no further step may run. */
  readonly signal: AbortSignal
  /** Made anew for each step that runs. */
  contextFor(itemIndex: number, step: CompiledStep): ComponentContext
}

interface LiveItem {
  readonly index: number
  readonly state: ItemState
  /** Steps that have been chosen to run and have no result. */
  readonly taken: Set<number>
  /** Those of them whose start is stored. */
  readonly running: Set<number>
  outstanding: Outstanding
  finished: boolean
}

/**
 * Runs a flow for all items at once. Ready steps wait in the order of items, then of steps, so that early
 * items finish early; at most `maxConcurrency` run at a time.
 */
export class FlowExecution {
  readonly #plan: ExecutionPlan
  readonly #progress: Progress
  readonly #environment: ExecutionEnvironment
  readonly #listener: ExecutionListener
  readonly #items: readonly LiveItem[]
  readonly #budget: ResultBudget
  #running = 0
  /** What was told and is not stored. */
  #telling = 0
  /** Every item before this one is finished. */
  #firstOpen = 0
  #error: { readonly cause: unknown } | undefined
  #settle: () => void = () => {}

  constructor(plan: ExecutionPlan, environment: ExecutionEnvironment, listener: ExecutionListener) {
    this.#plan = plan
    this.#progress = plan.progress ?? UNTOUCHED
    this.#environment = environment
    this.#budget = new ResultBudget(plan.tree)
    this.#listener = listener
    this.#items = plan.inputs.map((input, index) => {
      const results = this.#progress.results(index)
      const state = new ItemState(plan.flow, input, plan.variables, results)
      const finished = this.#progress.hasEnded(index)
      const steps = { taken: new Set<number>(), running: new Set<number>() }
      return { index, state, ...steps, outstanding: state.outstanding(), finished }
    })
    for (const result of this.#progress.stored()) this.#budget.admit(result)
  }

  /**
   * Resolves when every item has a result and all is stored.
   *
   * @throws the signal's reason if it is aborted, and what the listener throws; nothing runs on then.
   */
  async run(): Promise<void> {
    const settled = new Promise<void>((resolve) => {
      this.#settle = resolve
    })
    for (const item of this.#items) this.#advance(item)
    this.#pump()
    await settled
    if (this.#error !== undefined) throw this.#error.cause
    const stuck = this.#items.find(({ finished }) => !finished)
    if (stuck !== undefined) throw new Error(`Item ${stuck.index} waits for steps that cannot run`)
  }

  /** Status of a step for one item, while the execution runs. */
  status(itemIndex: number, stepIndex: number): StepStatus {
    const item = this.#items[itemIndex]
    if (item === undefined) return 'blocked'
    return item.running.has(stepIndex) ? 'running' : item.state.status(stepIndex, item.outstanding)
  }

  result(itemIndex: number, stepIndex: number): FlowResult | undefined {
    return this.#items[itemIndex]?.state.result(stepIndex)
  }

  #pump(): void {
    const { signal } = this.#environment
    if (signal.aborted) this.#error ??= { cause: signal.reason }
    while (this.#error === undefined && this.#running < this.#plan.maxConcurrency) {
      const task = this.#nextTask()
      if (task === undefined) break
      this.#running++
      this.#watch(this.#runStep(task.item, task.step), () => this.#running--)
    }
    if (this.#running === 0 && this.#telling === 0) this.#settle()
  }

  #nextTask(): { item: LiveItem; step: CompiledStep } | undefined {
    while (this.#items[this.#firstOpen]?.finished) this.#firstOpen++
    for (let index = this.#firstOpen; index < this.#items.length; index++) {
      const item = this.#items[index]
      if (item === undefined || item.finished) continue
      const next = item.outstanding.ready.find((ready) => !item.taken.has(ready))
      const step = next === undefined ? undefined : this.#plan.flow.steps[next]
      if (step !== undefined) return { item, step }
    }
    return undefined
  }

  async #runStep(item: LiveItem, step: CompiledStep): Promise<void> {
    item.taken.add(step.index)
    const { components, contextFor } = this.#environment
    const context = contextFor(item.index, step)
    const attempts = this.#attempts(item, step)
    const result = await executeStep(step, item.state.scope, components, context, this.#budget, attempts)
    // Not waited for: what follows is told after it, and stored no earlier.
    this.#tell(this.#listener.onStep(item.index, step, result))
    item.state.record(step.index, result)
    item.taken.delete(step.index)
    item.running.delete(step.index)
    item.outstanding = item.state.outstanding()
    this.#advance(item)
  }

  #attempts(item: LiveItem, step: CompiledStep): AttemptListener {
    const before = unfinishedStep(this.#progress, item.index, step.index)?.attempts ?? 0
    return {
      first: before + 1,
      onStart: async (attempt) => {
        await this.#listener.onStepStart(item.index, step, attempt)
        item.running.add(step.index)
      },
      onRetry: (failed) => this.#listener.onStepRetry(item.index, step, failed),
    }
  }

  #advance(item: LiveItem): void {
    if (item.finished || item.outstanding.needed.length > 0) return
    item.finished = true
    this.#tell(this.#listener.onItem(item.index, this.#budget.admit(item.state.output())))
  }

  #tell(stored: Promise<void>): void {
    this.#telling++
    this.#watch(stored, () => this.#telling--)
  }

  /** Goes on when the work is done; the first error stops everything. */
  #watch(work: Promise<void>, done: () => void): void {
    work
      .catch((cause: unknown) => {
        this.#error ??= { cause }
      })
      .finally(() => {
        done()
        this.#pump()
      })
  }
}
