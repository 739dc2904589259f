import type { StatusAnswer } from './types.ts'

/** Told apart from results by this member; the same in every copy of this package. */
export const answerMark: unique symbol = Symbol.for('driftless.answer') as never

/**
 * Answers with a status that the operation declares.
 *
 * @param body what is given of it, in TypeScript names; the rest is made
 * @param headers further ones
 * @example
 * server.use(handlers.tasks.get(respondWith(404, { error: 'no such task' })))
 */
export function respondWith<const Status extends number>(status: Status): StatusAnswer<Status, undefined>
export function respondWith<const Status extends number, Body>(
  status: Status,
  body: Body,
  headers?: Readonly<Record<string, string>>,
): StatusAnswer<Status, Body>
export function respondWith(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): StatusAnswer {
  return { [answerMark]: { status, body, headers } }
}

export function isStatusAnswer(value: unknown): value is StatusAnswer {
  return typeof value === 'object' && value !== null && answerMark in value
}
