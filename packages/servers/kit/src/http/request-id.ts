import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'

export interface RequestVariables {
  requestId: string
}

/** Anything else could forge lines in a log. */
const ACCEPTABLE_ID = /^[\w.:-]{1,128}$/

/** Gives each request an id, the caller's `X-Request-Id` if it is fit for a log, and answers with it. */
export const requestIds: MiddlewareHandler<{ Variables: RequestVariables }> = async (context, next) => {
  const given = context.req.header('x-request-id')
  const id = given !== undefined && ACCEPTABLE_ID.test(given) ? given : randomUUID()
  context.set('requestId', id)
  await next()
  context.header('x-request-id', id)
}
