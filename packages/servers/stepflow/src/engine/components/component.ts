import type { z } from 'zod'
import type { BlobStore } from '../../store/store.ts'
import type { FlowResult } from '../types.ts'

/** What a component may use while it runs. */
export interface ComponentContext {
  /** Aborted when the run is cancelled or the server stops. */
  readonly signal: AbortSignal
  readonly blobs: BlobStore
  /** Runs a stored flow as a sub-run and waits for its end. */
  runFlow(flowId: string, input: unknown): Promise<{ readonly runId: string; readonly result: FlowResult }>
}

/** Something a step can call. */
export interface Component {
  /** Path that steps name, such as `/builtin/eval`. */
  readonly path: string
  readonly description: string
  readonly input: z.ZodType
  readonly output: z.ZodType
  /** @param input - checked against the schema. */
  run(input: never, context: ComponentContext): Promise<unknown>
}

/** Fails a step with a code and a message of the component's own. */
export class ComponentError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.name = 'ComponentError'
    this.code = code
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
