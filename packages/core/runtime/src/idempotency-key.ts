import { randomHex } from './hex.ts'
import type { KeyWriter } from './operation.ts'

/**
 * Sets the headers that the operation declares for its idempotency key: to the caller's, given in either way, else to a
 * new UUID. An empty one is refused by the call.
 */
export const idempotencyKey: KeyWriter = ({ keyHeaders = [] }, { idempotency }, options, headers) => {
  if (idempotency === 'none') return undefined
  const given = keyHeaders.reduce((key, name) => key ?? headers[name], options.idempotencyKey)
  // A UUID of version 4. Browsers have `crypto.randomUUID` on secure pages only.
  const key = given ?? 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, () => randomHex(1)[0] as string)
  for (const name of keyHeaders) headers[name] = key
  return key
}
