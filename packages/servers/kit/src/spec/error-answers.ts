import type { z } from 'zod'

/** Declares one error answer of an operation. */
export interface ErrorAnswer<Schema> {
  description: string
  content: { 'application/json': { schema: Schema } }
}

/**
 * Makes the function that declares the error answers of an API's operations, by status.
 * @param schema body of all of them
 * @param general what each status means, in words; an operation may have more fitting ones
 * @example
 * const errors = errorAnswers(ErrorResponse, { 404: 'There is no such thing.' })
 * const route = defineRoute({ ...rest, responses: { ...errors([404], { 404: 'No such agent.' }) } })
 */
export function errorAnswers<Schema extends z.ZodType, const Status extends number>(
  schema: Schema,
  general: Readonly<Record<Status, string>>,
) {
  return <const S extends Status>(
    statuses: readonly S[],
    descriptions: Partial<Record<S, string>> = {},
  ): Record<S, ErrorAnswer<Schema>> => {
    const entries = statuses.map((status) => [
      status,
      {
        description: descriptions[status] ?? general[status],
        content: { 'application/json': { schema } },
      },
    ])
    return Object.fromEntries(entries) as Record<S, ErrorAnswer<Schema>>
  }
}
