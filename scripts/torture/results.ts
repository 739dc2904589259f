/** Clients that return errors instead of throwing them. */

/** What such a client returned as `error`: an error of its own, told by its result. */
export class ReturnedError extends Error {
  override readonly name: string = 'ReturnedError'
  readonly body: unknown
  readonly status: number | undefined

  constructor(body: unknown, status: number | undefined) {
    super(`an error with status ${status}`)
    this.body = body
    this.status = status
  }
}

interface Result {
  readonly data?: unknown
  readonly error?: unknown
  readonly response?: Response
}

/** Gives the data of a result, as its callers do after they have looked at `error`. */
export async function dataOf(call: Promise<Result>): Promise<unknown> {
  const { data, error, response } = await call
  if (error === undefined) return data
  // Without an answer there is nothing but what `fetch` threw.
  if (!response) throw error
  throw new ReturnedError(error, response.status)
}
