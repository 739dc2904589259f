import type { KeyedRequest } from './key.ts'

/** An answer as it can be given again. */
export interface StoredReply {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** What is known of a request that came before. */
export interface EarlierRequest {
  readonly fingerprint: string
  readonly reply: StoredReply
}

/** Records of keyed requests, inside one transaction. */
export interface IdempotencyRecords {
  /**
   * Writes down that the request is being carried out. Waits while another transaction does so.
   *
   * @returns What that one, or an earlier one, left; `undefined` if the request is new.
   */
  take(request: KeyedRequest): Promise<EarlierRequest | undefined>
  /** Keeps the answer with the record. */
  keep(request: KeyedRequest, reply: StoredReply): Promise<void>
}

export type Outcome =
  /** Carried out now. */
  | { readonly kind: 'carried-out' }
  /** An earlier request with the same key and body was answered with this. */
  | { readonly kind: 'replay'; readonly reply: StoredReply }
  /** An earlier request with the same key had another body. */
  | { readonly kind: 'other-body' }

/** Nothing that was written may stay; `cause` says why. */
export class RollBackError extends Error {
  constructor() {
    super('The transaction is rolled back.')
    this.name = 'RollBackError'
  }
}

/**
 * Carries out a keyed request at most once: record, change and answer are written by one transaction, so that
 * no crash leaves one without the others. Call it inside that transaction.
 *
 * @param carryOut - Does the work inside a savepoint that it rolls back itself, and returns the answer.
 * @throws RollBackError where the answer is not final and the next request with the key must start anew.
 */
export async function runOnce(
  records: IdempotencyRecords,
  request: KeyedRequest,
  carryOut: () => Promise<StoredReply>,
): Promise<Outcome> {
  const earlier = await records.take(request)
  if (earlier !== undefined) {
    const isSame = earlier.fingerprint === request.fingerprint
    return isSame ? { kind: 'replay', reply: earlier.reply } : { kind: 'other-body' }
  }
  const reply = await carryOut()
  if (!isFinal(reply.status)) throw new RollBackError()
  await records.keep(request, reply)
  return { kind: 'carried-out' }
}

/** Whether sending the same request again could only bring the same answer. */
export function isFinal(status: number): boolean {
  return status < 500 && status !== 401 && status !== 429
}
