import { evaluate, type Scope } from './evaluate.ts'
import type { CompiledFlow } from './flow.ts'
import { neededSteps } from './needs.ts'
import type { FlowResult, StepStatus } from './types.ts'

/** Steps that have yet to run for a goal. */
export interface Outstanding {
  /** All that are known to be needed, in the order of the flow. */
  readonly needed: readonly number[]
  /** Those whose input can be evaluated now. */
  readonly ready: readonly number[]
}

/** One input on its way through a flow: which steps have results, and what is needed next. */
export class ItemState {
  readonly scope: Scope
  readonly #flow: CompiledFlow
  readonly #results: (FlowResult | undefined)[]

  constructor(
    flow: CompiledFlow,
    input: unknown,
    variables: Readonly<Record<string, unknown>>,
    results: ReadonlyMap<number, FlowResult> = new Map(),
  ) {
    this.#flow = flow
    this.#results = flow.steps.map(({ index }) => results.get(index))
    this.scope = {
      input,
      variable: (name) =>
        Object.hasOwn(variables, name) ? { value: variables[name] } : flow.variables?.defaultOf(name),
      step: (id) => {
        const index = flow.indexOf(id)
        return index === undefined ? 'unknown' : (this.#results[index] ?? 'pending')
      },
    }
  }

  result(index: number): FlowResult | undefined {
    return this.#results[index]
  }

  record(index: number, result: FlowResult): void {
    this.#results[index] = result
  }

  /** Steps that the output and the steps that must run have yet to see. */
  outstanding(): Outstanding {
    const mustExecute = this.#flow.steps.filter((step) => step.mustExecute).map(({ index }) => index)
    return this.outstandingFor([...this.#indexes(neededSteps(this.#flow.output, this.scope)), ...mustExecute])
  }

  /** Steps that have yet to run so that `goals` have results. */
  outstandingFor(goals: readonly number[]): Outstanding {
    const needed = new Set<number>()
    const ready: number[] = []
    const waiting = [...goals]
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      const step = this.#flow.steps[index]
      if (step === undefined || needed.has(index) || this.#results[index] !== undefined) continue
      needed.add(index)
      const dependencies = this.#indexes(neededSteps(step.input, this.scope))
      if (dependencies.length === 0) ready.push(index)
      waiting.push(...dependencies)
    }
    const ascending = (a: number, b: number) => a - b
    return { needed: [...needed].sort(ascending), ready: ready.sort(ascending) }
  }

  /** Value of the flow's output; meaningful once nothing is outstanding. */
  output(): FlowResult {
    return evaluate(this.#flow.output, this.scope)
  }

  /** Status of a step, given what is outstanding. */
  status(index: number, { ready }: Outstanding): StepStatus {
    const result = this.#results[index]
    if (result !== undefined) return result.outcome === 'success' ? 'completed' : 'failed'
    return ready.includes(index) ? 'runnable' : 'blocked'
  }

  #indexes(stepIds: Iterable<string>): number[] {
    return [...stepIds].flatMap((id) => this.#flow.indexOf(id) ?? [])
  }
}
