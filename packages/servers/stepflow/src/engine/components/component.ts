import type { z } from 'zod'
import type { BlobStore } from '../../store/store.ts'
import type { FlowResult } from '../types.ts'

/** A sub-run of several inputs that has ended: how each of them did, in their order. */
export interface SubRun {
  readonly runId: string
  readonly results: readonly FlowResult[]
}

/** What a component may use while it runs. */
export interface ComponentContext {
  /** Aborted when the run is cancelled or the server stops. */
  readonly signal: AbortSignal
  readonly blobs: BlobStore
  /** Runs a stored flow as a sub-run and waits for its end. */
  runFlow(flowId: string, input: unknown): Promise<{ readonly runId: string; readonly result: FlowResult }>
  /**
   * Runs a stored flow on several inputs, as the items of one sub-run, and waits for its end.
   *
   * @param options.maxConcurrency - steps that run at once, over all inputs; default 10.
   */
  runFlows(
    flowId: string,
    inputs: readonly unknown[],
    options?: { readonly maxConcurrency?: number | undefined },
  ): Promise<SubRun>
}

/** Something a step can call. */
export interface Component {
  /** Path that steps name, such as `/builtin/eval`. */
  readonly path: string
  readonly description: string
  readonly input: z.ZodType
  readonly output: z.ZodType
  /**
   * Whether it may run again with the same input when the server died in the middle of it; default: no,
   * the run fails then.
   */
  readonly repeatable?: boolean
  /** @param input - checked against the schema. */
  run(input: never, context: ComponentContext): Promise<unknown>
}

/** Fails a step with a code and a message of the component's own. */
export class ComponentError extends Error {
  readonly code: number
  readonly data: unknown

  /** @param data - any JSON that helps to understand the failure. */
  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.name = 'ComponentError'
    this.code = code
    this.data = data
  }
}

/** Makes a component whose `run` gets the type that its schema checks. */
export function defineComponent<I extends z.ZodType>(
  component: Omit<Component, 'input' | 'run'> & {
    readonly input: I
    run(input: z.infer<I>, context: ComponentContext): Promise<unknown>
  },
): Component {
  return component
}
