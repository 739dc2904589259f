import { own } from '../document/plain.ts'
import type { Located, SpecReader } from './spec-reader.ts'
import type { RetryClass, RetryModel } from './types.ts'

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** When the runtime sends an operation again, where the document does not say. */
export function methodClass(httpMethod: string): RetryClass {
  return safeMethods.has(httpMethod.toUpperCase()) ? 'safe' : 'never'
}

/**
 * Reads when an operation may be sent again, and which headers carry its idempotency key. An operation that is not
 * safe by its method is keyed where it has such headers.
 *
 * @throws SpecError where the two extensions contradict each other
 */
export function readRetry(reader: SpecReader, { value, pointer }: Located, httpMethod: string): RetryModel {
  const declared = own(value, 'x-driftless-retry') as RetryClass | undefined
  const headers = own(value, 'x-driftless-idempotency') as string | readonly string[] | undefined
  const usual = methodClass(httpMethod)
  if (headers === undefined) {
    if (declared === 'keyed') {
      reader.fail(
        `${pointer}/x-driftless-retry`,
        '"keyed" needs a header for the key; declare x-driftless-idempotency.',
      )
    }
    return { retry: declared ?? usual }
  }
  if (declared === 'never') {
    reader.fail(
      `${pointer}/x-driftless-retry`,
      '"never" contradicts x-driftless-idempotency; remove one of them.',
    )
  }
  const keyHeaders = typeof headers === 'string' ? [headers] : headers
  return { retry: declared ?? (usual === 'safe' ? 'safe' : 'keyed'), keyHeaders }
}
