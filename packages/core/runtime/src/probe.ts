import type { CallResult, ClientDefaults, ClientOptions } from './client-types.ts'
import type { OpenCalls } from './open-calls.ts'
import type { Operation } from './operation.ts'

/** Looks at an operation that was called, and at what the client knows. */
type Look = (operation: Operation, options: ClientOptions, defaults: ClientDefaults, open: OpenCalls) => void

/** While `take` is set, clients hand calls over instead of sending. */
export const probe: { take?: ((...seen: Parameters<Look>) => Promise<CallResult<never>>) | undefined } = {}

/** Does something while every call is shown to `look` and not sent. */
export function withProbe(look: Look, work: () => unknown): void {
  const previous = probe.take
  probe.take = (...seen) => {
    look(...seen)
    return new Promise(() => {})
  }
  try {
    work()
  } finally {
    probe.take = previous
  }
}
