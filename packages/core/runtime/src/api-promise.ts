import type { CallResult } from './client-types.ts'

/**
 * The promise of an operation's result. Awaited, it gives the parsed body; `withResponse()` gives everything.
 * `E` exists for the type checker only: error bodies by status, which `isError` narrows to.
 */
export interface ApiPromise<T, E = unknown> extends Promise<T> {
  /** Never set. */
  readonly '~errors'?: E
  /** Gives the parsed body together with the response's facts and every attempt. */
  withResponse(): Promise<CallResult<T>>
}

/** Makes the promise that callers get of a result. */
export function apiPromise<T, E>(result: Promise<CallResult<T>>): ApiPromise<T, E> {
  const promise = result.then(({ data }) => data)
  return Object.assign(promise, {
    withResponse() {
      // Whoever asks for everything observes a failure there: this promise must not report it as unhandled too.
      promise.catch(() => {})
      return result
    },
  })
}
