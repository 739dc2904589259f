import type { ErrorAction, ExampleInput, Flow, FlowSchema, Step, TestConfig } from 'stepflow-api'
import { FlowBuilderError } from '../errors.ts'
import { type BuiltFlow, built, type Expression } from './expressions.ts'
import { handlesOf, type StepHandles } from './handles.ts'
import { settle } from './settle.ts'

/** What a flow says about itself. */
export interface FlowFacts {
  readonly description?: string
  readonly version?: string
  /** JSON Schemas of input, output, variables and step results. */
  readonly schemas?: FlowSchema
  readonly examples?: ExampleInput[]
  readonly test?: TestConfig
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** What a step may say beside its component and input. */
export interface StepFacts {
  /** What happens when the component fails; default: the step fails. */
  readonly onError?: ErrorAction
  /** Runs the step even if nothing needs its result. */
  readonly mustExecute?: boolean
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A value, or a function that makes it from the steps so far. */
export type ExpressionOf<Ids extends string> =
  | Expression<Ids>
  | ((steps: StepHandles<Ids>) => Expression<Ids>)

/** An id that no step has yet: a second step of the same id does not compile. */
export type NewId<Id extends string, Ids extends string> = Id extends '' | Ids ? never : Id

/**
 * Builds a flow step by step. The steps so far are part of its type: a misspelt id, or a reference to a step that
 * comes later, does not compile. Every call returns a new builder, so that several flows may begin alike.
 */
export class FlowBuilder<Ids extends string> {
  readonly #facts: Flow
  readonly #steps: readonly Step[]

  /** Use {@link flow}. */
  constructor(facts: Flow, steps: readonly Step[]) {
    this.#facts = facts
    this.#steps = steps
  }

  /**
   * Adds a step.
   *
   * @param id of the step, unlike those of the steps so far
   * @param component such as `/builtin/eval`
   * @param value input of the component, or a function of the steps so far that makes it; null if absent
   * @throws FlowBuilderError for what only the compiler could have refused
   * @example
   * flow('greet')
   *   .step('words', '/builtin/create_messages', { user_prompt: input('$.name') })
   *   .step('kept', '/builtin/put_blob', ({ words }) => ({ data: words.at('$.messages'), blob_type: 'data' }))
   *   .output(({ kept }) => kept.at('$.blob_id'))
   */
  step<const Id extends string>(
    id: NewId<Id, Ids>,
    component: string,
    value?: ExpressionOf<Ids>,
    facts: StepFacts = {},
  ): FlowBuilder<Ids | Id> {
    const place = `${this.#name}, step "${id}"`
    if (id === '') throw new FlowBuilderError(`${this.#name}: a step has an empty id; name it`)
    if (this.#steps.some((step) => step.id === id)) {
      throw new FlowBuilderError(`${this.#name}: two steps are called "${id}"; rename one`)
    }
    const input = value === undefined ? {} : { input: this.#settle(value, place) }
    const step = { id, component, ...input, ...facts, ...copyOf(facts.metadata) }
    return new FlowBuilder<Ids | Id>(this.#facts, [...this.#steps, step])
  }

  /**
   * Ends the flow.
   *
   * @param value result of the flow, or a function of all steps that makes it
   * @throws FlowBuilderError for what only the compiler could have refused
   */
  output(value: ExpressionOf<Ids>): BuiltFlow {
    const output = this.#settle(value, `${this.#name}, output`)
    const finished: Flow = { ...this.#facts, steps: [...this.#steps], output }
    // Not enumerable: a finished flow is written, spread and compared as the document that it is.
    return Object.defineProperty(finished, built, { value: true }) as BuiltFlow
  }

  get #name(): string {
    return `flow "${this.#facts.name}"`
  }

  get #earlier(): readonly Ids[] {
    return this.#steps.map(({ id }) => id as Ids)
  }

  #settle(value: ExpressionOf<Ids>, place: string) {
    const earlier = this.#earlier
    const expression = typeof value === 'function' ? value(handlesOf(earlier, place)) : value
    return settle(expression, { name: place, earlier })
  }
}

/**
 * Begins a flow.
 *
 * @param name of the flow; runs can be listed by it
 * @example
 * const hello = flow('hello', { description: 'Says hello' })
 *   .step('words', '/builtin/create_messages', { user_prompt: input('$.name') })
 *   .output(({ words }) => words.at('$.messages[0].content'))
 */
export function flow(name: string, facts: FlowFacts = {}): FlowBuilder<never> {
  return new FlowBuilder<never>({ name, ...facts, ...copyOf(facts.metadata) }, [])
}

function copyOf(metadata: FlowFacts['metadata']): { metadata?: Record<string, unknown> } {
  return metadata === undefined ? {} : { metadata: { ...metadata } }
}
