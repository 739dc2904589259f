import type { CallResult } from './client-types.ts'

/**
 * The promise of an operation's result. Awaited, it gives the parsed body; `withResponse()` gives everything.
 * `E` exists for the type checker only: error bodies by status, which `isError` narrows to.
 */
export class ApiPromise<T, E = unknown> extends Promise<T> {
  /** Never set. */
  declare readonly '~errors'?: E

  readonly #result: Promise<CallResult<T>>

  /** What `then`, `catch` and `finally` return is an ordinary promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  constructor(result: Promise<CallResult<T>>) {
    super((resolve, reject) => {
      result.then((complete) => resolve(complete.data), reject)
    })
    this.#result = result
  }

  /** Gives the parsed body together with the response's facts and every attempt. */
  withResponse(): Promise<CallResult<T>> {
    // Whoever asks for everything observes a failure there: this promise must not report it as unhandled too.
    this.catch(() => {})
    return this.#result
  }
}
