import type { ComponentContext } from './components/component.ts'
import type { ComponentRegistry } from './components/registry.ts'
import type { CompiledFlow } from './flow.ts'
import { ItemState, type Outstanding } from './item.ts'
import { ResultBudget } from './result-budget.ts'
import { executeStep } from './step.ts'
import type { FlowResult, StepStatus } from './types.ts'

export interface ExecutionPlan {
  readonly flow: CompiledFlow
  readonly inputs: readonly unknown[]
  readonly variables: Readonly<Record<string, unknown>>
  /** How many steps may run at once, over all items. */
  readonly maxConcurrency: number
}

/** Told of every result before anything that depends on it runs. */
export interface ExecutionListener {
  onStep(itemIndex: number, stepIndex: number, result: FlowResult): Promise<void>
  onItem(itemIndex: number, result: FlowResult): Promise<void>
}

interface LiveItem {
  readonly index: number
  readonly state: ItemState
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
  readonly #components: ComponentRegistry
  readonly #context: ComponentContext
  readonly #listener: ExecutionListener
  readonly #items: readonly LiveItem[]
  readonly #budget = new ResultBudget()
  #inFlight = 0
  /** Every item before this one is finished. */
  #firstOpen = 0
  #error: { readonly cause: unknown } | undefined
  #settle: () => void = () => {}

  constructor(
    plan: ExecutionPlan,
    components: ComponentRegistry,
    context: ComponentContext,
    listener: ExecutionListener,
  ) {
    this.#plan = plan
    this.#components = components
    this.#context = context
    this.#listener = listener
    this.#items = plan.inputs.map((input, index) => {
      const state = new ItemState(plan.flow, input, plan.variables)
      return { index, state, running: new Set(), outstanding: state.outstanding(), finished: false }
    })
  }

  /**
   * Resolves when every item has a result.
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
    if (this.#context.signal.aborted) this.#error ??= { cause: this.#context.signal.reason }
    while (this.#error === undefined && this.#inFlight < this.#plan.maxConcurrency) {
      const task = this.#nextTask()
      if (task === undefined) break
      this.#track(this.#runStep(task.item, task.stepIndex))
    }
    if (this.#inFlight === 0) this.#settle()
  }

  #nextTask(): { item: LiveItem; stepIndex: number } | undefined {
    while (this.#items[this.#firstOpen]?.finished) this.#firstOpen++
    for (let index = this.#firstOpen; index < this.#items.length; index++) {
      const item = this.#items[index]
      if (item === undefined || item.finished) continue
      const stepIndex = item.outstanding.ready.find((ready) => !item.running.has(ready))
      if (stepIndex !== undefined) return { item, stepIndex }
    }
    return undefined
  }

  async #runStep(item: LiveItem, stepIndex: number): Promise<void> {
    const step = this.#plan.flow.steps[stepIndex]
    if (step === undefined) return
    item.running.add(stepIndex)
    const result = await executeStep(step, item.state.scope, this.#components, this.#context, this.#budget)
    await this.#listener.onStep(item.index, stepIndex, result)
    item.state.record(stepIndex, result)
    item.running.delete(stepIndex)
    item.outstanding = item.state.outstanding()
    this.#advance(item)
  }

  #advance(item: LiveItem): void {
    if (item.outstanding.needed.length > 0) return
    item.finished = true
    this.#track(this.#listener.onItem(item.index, this.#budget.admit(item.state.output())))
  }

  /** Counts what is under way; the first error stops everything. */
  #track(work: Promise<void>): void {
    this.#inFlight++
    work
      .catch((cause: unknown) => {
        this.#error ??= { cause }
      })
      .finally(() => {
        this.#inFlight--
        this.#pump()
      })
  }
}
