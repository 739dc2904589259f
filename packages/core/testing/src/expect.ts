import { inspect } from 'node:util'

/** What a client did that it must not do. */
export class ExpectationError extends Error {
  override readonly name: string = 'ExpectationError'
}

/** Fails the scenario unless the condition holds. */
export function check(condition: boolean, whatHappened: string): asserts condition {
  if (!condition) throw new ExpectationError(whatHappened)
}

/** How a call ended. */
export type Outcome =
  | { readonly isSuccess: true; readonly data: unknown }
  | { readonly isSuccess: false; readonly error: unknown }

/** Waits for a call's end; functions are called first, so that what they throw counts as a failure too. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { isSuccess: true, data: await call() }
  } catch (error) {
    return { isSuccess: false, error }
  }
}

/** One line about a value, without what differs from run to run. */
export function brief(value: unknown): string {
  const text =
    value instanceof Error
      ? `${value.name}: ${value.message}`
      : inspect(value, { depth: 2, breakLength: Infinity, maxStringLength: 60, maxArrayLength: 4 })
  const line = text.replaceAll(/\s+/g, ' ').replaceAll(/(127\.0\.0\.1|localhost):\d+/g, '$1')
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}

/** One line about a call's end. */
export function told(outcome: Outcome): string {
  return outcome.isSuccess ? `succeeded with ${brief(outcome.data)}` : `failed with ${brief(outcome.error)}`
}

/** The status that an error carries. */
export function statusOf(error: unknown): unknown {
  const { status, statusCode } = (error ?? {}) as { status?: unknown; statusCode?: unknown }
  return status ?? statusCode
}

/** Waits until a condition holds, at most for a while; returns whether it does. */
export async function eventually(condition: () => boolean, withinMs = 8_000): Promise<boolean> {
  for (const endsAt = performance.now() + withinMs; performance.now() < endsAt; ) {
    if (condition()) return true
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return condition()
}

/** Everything that printing a value could show. */
export function printed(value: unknown): string {
  const report = (value as { toReport?: () => string } | undefined)?.toReport?.()
  const stack = value instanceof Error ? value.stack : undefined
  let serialized = ''
  try {
    serialized = JSON.stringify(value) ?? ''
  } catch {
    // What cannot be serialized is not printed that way.
  }
  return [inspect(value, { depth: 10 }), serialized, String(value), stack, report].join('\n')
}
