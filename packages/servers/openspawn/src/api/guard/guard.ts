import type { Vault } from '@driftless/server-kit/auth'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { Refusal } from '../../domain/errors.ts'
import { requireScope } from '../../domain/permissions.ts'
import type { Session, Store } from '../../domain/session.ts'
import { authenticate } from './authenticate.ts'
import { carryOutChange } from './change.ts'
import { countRequest, type RateLimit } from './rate-limit.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Who calls, and the database or transaction to work with. */
    session: Session
  }
}

export interface GuardOptions {
  /** Opens the database on first use. */
  readonly store: () => Promise<Store>
  readonly vault: Vault
  readonly now: () => Date
  /** Absent: callers may send as many requests as they like. */
  readonly rateLimit: RateLimit | undefined
  /** How long a request waits for another one, in milliseconds. */
  readonly waitMs: number
  /** Paths that anybody may ask for. */
  readonly openPaths: readonly string[]
}

/** Operations without a declared body take none; a signature may cover a small one all the same. */
const MAX_UNDECLARED_BYTES = 64 * 1024
const READING_METHODS = new Set(['GET', 'HEAD'])

/**
 * Stands before every operation: who calls (401), how often (429), with which scope (403); then makes the
 * session that the handler works with, of a change in a transaction.
 */
export function guard({ openPaths, ...options }: GuardOptions): MiddlewareHandler {
  return async (context, next) => {
    const path = new URL(context.req.url).pathname
    // What is no operation is 404 or 405, whoever asks.
    const isOperation = matchedRoutes(context).some(({ method }) => method !== 'ALL')
    if (!isOperation || openPaths.includes(path)) return next()
    const { vault } = options
    const store = await options.store()
    const now = options.now()
    const { method } = context.req
    const body = await bodyText(context)
    const actor = await authenticate(store, vault, now, {
      method,
      path,
      headers: context.req.raw.headers,
      body,
    })
    if (options.rateLimit !== undefined) {
      const headers = await countRequest(store, now, actor.caller, options.rateLimit)
      for (const [name, value] of Object.entries(headers)) context.header(name, value)
    }
    const isReading = READING_METHODS.has(method)
    requireScope(actor, isReading ? 'read' : 'write')
    const session: Session = { store, actor, vault, now, idempotencyKey: undefined }
    if (!isReading) {
      await carryOutChange(context, session, next, { path, body, waitMs: options.waitMs })
      return
    }
    context.set('session', session)
    await next()
  }
}

async function bodyText(context: Context): Promise<string> {
  if (READING_METHODS.has(context.req.method)) return ''
  const length = Number(context.req.header('content-length') ?? 0)
  const isRead = 'text' in context.req.bodyCache
  if (!isRead && (length > MAX_UNDECLARED_BYTES || context.req.header('transfer-encoding') !== undefined)) {
    throw new Refusal(413, 'body_too_large', 'This operation takes no body', {
      headers: { connection: 'close' },
    })
  }
  return context.req.text()
}
