import { DriftlessError } from '../error-classes.ts'

/**
 * A stream ended before its end, and could not be resumed: `cause` says why, where there is more to say.
 * What came before it is whole; `lastEventId` of the stream says up to where.
 */
export class StreamTruncatedError extends DriftlessError {
  static override readonly kind: string = 'StreamTruncated'
}
