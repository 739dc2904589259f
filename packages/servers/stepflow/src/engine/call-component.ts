import { type Component, type ComponentContext, ComponentError } from './components/component.ts'
import { toJson } from './components/json.ts'
import type { ResultBudget } from './result-budget.ts'
import { type FlowError, type FlowResult, failure, success } from './types.ts'

/** Code of failures that a component, or the lack of one, causes. */
export const COMPONENT_FAILED = 500

/** How one call of a component ended: `onError` is asked only about `failed`. */
export type Outcome =
  | { readonly done: FlowResult }
  | { readonly failed: FlowError /** Whether another call may end otherwise. */; readonly mayPass: boolean }

/**
 * Calls a component once.
 *
 * @throws the signal's reason once it is aborted, whether or not the component listens to it.
 */
export async function callComponent(
  stepId: string,
  component: Component,
  input: unknown,
  context: ComponentContext,
  budget: ResultBudget,
): Promise<Outcome> {
  const fail = (error: unknown, mayPass: boolean): Outcome => {
    const result = budget.admit(failureOf(stepId, component, error))
    return result.outcome === 'failed' ? { failed: result.error, mayPass } : { done: result }
  }
  try {
    const parsed = component.input.safeParse(input)
    if (!parsed.success) return fail(new Error(`Invalid input: ${faultsOf(parsed.error.issues)}`), false)
    // As an async function, so that a component of one's own may also throw or return at once.
    const call = (async () => component.run(parsed.data as never, context))()
    return { done: admitOutput(await untilAborted(call, context.signal), budget) }
  } catch (error) {
    context.signal.throwIfAborted()
    return fail(error, true)
  }
}

function faultsOf(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`).join('; ')
}

function admitOutput(output: unknown, budget: ResultBudget): FlowResult {
  const result = budget.admit(success(output ?? null))
  if (result.outcome === 'failed') return result
  const json = jsonOf(result.result)
  return json === result.result ? result : budget.admit(success(json))
}

/** Other steps must see what the store keeps. */
function jsonOf(output: unknown): unknown {
  try {
    return toJson(output)
  } catch (error) {
    throw new Error(`The component returned what is no JSON: ${(error as Error).message}`)
  }
}

function failureOf(stepId: string, component: Component, error: unknown): FlowResult {
  if (error instanceof ComponentError) {
    const code = Number.isInteger(error.code) ? error.code : COMPONENT_FAILED
    return failure(code, error.message, dataOf(error))
  }
  const message = error instanceof Error ? error.message : String(error)
  return failure(COMPONENT_FAILED, `step "${stepId}" failed`, {
    stack: [
      { error: `step "${stepId}" failed`, attachments: [`Component: ${component.path}`] },
      { error: message },
    ],
  })
}

/** The data of a failure; left out if it is no JSON. */
function dataOf({ data }: ComponentError): unknown {
  try {
    return data === undefined ? undefined : toJson(data)
  } catch {
    return undefined
  }
}

/** Rejects as soon as the signal is aborted, even if the promise never settles. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stopListening = () => {}
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    stopListening = () => signal.removeEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    stopListening()
    promise.catch(() => undefined)
  }
}
