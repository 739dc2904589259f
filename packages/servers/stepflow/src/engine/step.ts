import { COMPONENT_FAILED, callComponent, type Outcome } from './call-component.ts'
import type { ComponentContext } from './components/component.ts'
import type { ComponentRegistry } from './components/registry.ts'
import { evaluate, type Scope } from './evaluate.ts'
import type { CompiledStep } from './flow.ts'
import { type ResultBudget, tooLarge } from './result-budget.ts'
import { type AttemptListener, retryDelay, UNHEARD, wait } from './retry.ts'
import { type FlowResult, failure, success } from './types.ts'

export type { AttemptListener, FailedAttempt } from './retry.ts'

/**
 * Runs one step: input, component, `onError`. An input that fails to evaluate, a component that does not
 * exist, and a value over the budget fail the step whatever `onError` says.
 *
 * @param attempts - told before the first attempt, too, even if the component is not called then.
 * @throws the signal's reason once it is aborted, whether or not the component listens to it, and what
 * `attempts` throws.
 */
export async function executeStep(
  step: CompiledStep,
  scope: Scope,
  components: ComponentRegistry,
  context: ComponentContext,
  budget: ResultBudget,
  attempts: AttemptListener = UNHEARD,
): Promise<FlowResult> {
  await attempts.onStart(attempts.first)
  context.signal.throwIfAborted()
  const input = evaluate(step.input, scope)
  if (!budget.fits(input)) return tooLarge()
  if (input.outcome === 'failed') return budget.admit(input)
  const component = components.find(step.component)
  if (component === undefined) {
    return failure(COMPONENT_FAILED, `error routing component: no component '${step.component}'`)
  }
  const call = () => callComponent(step.id, component, input.result, context, budget)
  const outcome = await attempt(step, call, context.signal, attempts)
  if ('done' in outcome) return outcome.done
  return step.onError.action === 'useDefault'
    ? budget.admit(success(step.onError.defaultValue ?? null))
    : { outcome: 'failed', error: outcome.failed }
}

/** Calls until it passes, or fails in a way that `onError` does not retry. */
async function attempt(
  { onError }: CompiledStep,
  call: () => Promise<Outcome>,
  signal: AbortSignal,
  attempts: AttemptListener,
): Promise<Outcome> {
  for (let number = attempts.first; ; number++) {
    const outcome = await call()
    if ('done' in outcome || !outcome.mayPass) return outcome
    const delayMs = retryDelay(onError, number)
    if (delayMs === undefined) return outcome
    await attempts.onRetry({ attempt: number, delayMs, error: outcome.failed })
    await wait(delayMs, signal)
    await attempts.onStart(number + 1)
    signal.throwIfAborted()
  }
}
