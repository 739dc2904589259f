import { type Component, type ComponentContext, ComponentError } from './components/component.ts'
import type { ComponentRegistry } from './components/registry.ts'
import { evaluate, type Scope } from './evaluate.ts'
import type { CompiledStep } from './flow.ts'
import { type ResultBudget, tooLarge } from './result-budget.ts'
import { type FlowResult, failure, success } from './types.ts'

/** Code of failures that a component, or the lack of one, causes. */
const COMPONENT_FAILED = 500

/**
 * Runs one step: input, component, `onError`. An input that fails to evaluate, a component that does not
 * exist, and a value over the budget fail the step whatever `onError` says.
 *
 * @throws the signal's reason once it is aborted, whether or not the component listens to it.
 */
export async function executeStep(
  step: CompiledStep,
  scope: Scope,
  components: ComponentRegistry,
  context: ComponentContext,
  budget: ResultBudget,
): Promise<FlowResult> {
  const input = evaluate(step.input, scope)
  if (!budget.fits(input)) return tooLarge()
  if (input.outcome === 'failed') return budget.admit(input)
  const component = components.find(step.component)
  if (component === undefined) {
    return failure(COMPONENT_FAILED, `error routing component: no component '${step.component}'`)
  }
  try {
    const output = await untilAborted(callComponent(component, input.result, context), context.signal)
    return budget.admit(success(output ?? null))
  } catch (error) {
    context.signal.throwIfAborted()
    return budget.admit(afterError(step, failureOf(step, component, error)))
  }
}

async function callComponent(
  component: Component,
  input: unknown,
  context: ComponentContext,
): Promise<unknown> {
  const parsed = component.input.safeParse(input)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`,
    )
    throw new Error(`Invalid input: ${issues.join('; ')}`)
  }
  return component.run(parsed.data as never, context)
}

function failureOf(step: CompiledStep, component: Component, error: unknown): FlowResult {
  if (error instanceof ComponentError) return failure(error.code, error.message, error.data)
  const message = error instanceof Error ? error.message : String(error)
  return failure(COMPONENT_FAILED, `step "${step.id}" failed`, {
    stack: [
      { error: `step "${step.id}" failed`, attachments: [`Component: ${component.path}`] },
      { error: message },
    ],
  })
}

/** `retry` fails for now: counts and back-off are to come. */
function afterError(step: CompiledStep, failed: FlowResult): FlowResult {
  return step.onError.action === 'useDefault' ? success(step.onError.defaultValue ?? null) : failed
}

/** Rejects as soon as the signal is aborted, even if the promise never settles. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  let stopListening = () => {}
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal.reason)
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
