import {
  fingerprintOf,
  idempotencyKey,
  isFinal,
  RollBackError,
  runOnce,
  type StoredReply,
} from '@driftless/server-kit/idempotency'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Refusal } from '../../domain/errors.ts'
import type { Session } from '../../domain/session.ts'
import { inTime } from './in-time.ts'
import { databaseRecords } from './records.ts'

/** Headers that an idempotency key may stand in. */
export const IDEMPOTENCY_HEADERS = ['Idempotency-Key', 'X-Idempotency-Key'] as const

export interface ChangeOptions {
  readonly path: string
  readonly body: string
  /** How long a request waits for another one with its key, or for what another one changes. */
  readonly waitMs: number
}

/**
 * Carries out a request that changes something, in one transaction: what the handler writes, the events about
 * it, and the answer that its idempotency key will bring again. An answer outside 2xx takes back what was written.
 */
export async function carryOutChange(
  context: Context,
  session: Session,
  next: () => Promise<void>,
  { path, body, waitMs }: ChangeOptions,
): Promise<void> {
  const { actor, vault, now } = session
  const key = idempotencyKey(context.req.raw.headers, IDEMPOTENCY_HEADERS)
  const transaction = inTime(session.store, waitMs, async (store) => {
    const carryOut = async () => {
      await handle(context, { ...session, store, idempotencyKey: key }, next)
      return replyOf(context.res)
    }
    if (key === undefined) {
      if (!isFinal((await carryOut()).status)) throw new RollBackError()
      return undefined
    }
    const { method } = context.req
    const request = { caller: actor.caller, method, path, key, fingerprint: fingerprintOf(body) }
    return runOnce(databaseRecords(store, vault, now), request, carryOut)
  })
  const outcome = await transaction.catch((error: unknown) => {
    // The answer stands already, and is the reason.
    if (error instanceof RollBackError) return undefined
    throw error
  })
  if (outcome?.kind === 'other-body') throw keyReused()
  if (outcome?.kind === 'replay') context.res = replay(context, outcome.reply)
}

/** Runs the handler in a savepoint, and goes back to it unless the answer is a success. */
async function handle(context: Context, session: Session, next: () => Promise<void>): Promise<void> {
  const work = session.store.transaction(async (store) => {
    context.set('session', { ...session, store })
    await next()
    if (!context.res.ok) throw new RollBackError()
  })
  await work.catch((error: unknown) => {
    if (!(error instanceof RollBackError)) throw error
  })
}

function keyReused(): Refusal {
  return new Refusal(422, 'idempotency_key_reused', 'The idempotency key was used with another body')
}

async function replyOf(response: Response): Promise<StoredReply> {
  const contentType = response.headers.get('content-type') ?? 'application/json'
  return { status: response.status, contentType, body: await response.clone().text() }
}

function replay(context: Context, { status, contentType, body }: StoredReply): Response {
  return context.body(body, status as ContentfulStatusCode, {
    'content-type': contentType,
    'idempotent-replayed': 'true',
  })
}
