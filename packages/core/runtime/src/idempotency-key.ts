import { usageError } from './errors.ts'
import type { KeyWriter } from './operation.ts'

/** A random UUID of version 4. Browsers have `randomUUID` on secure pages only. */
function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  // An 8 stands for one of 8, 9, a and b, an x for any digit.
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/[x8]/g, (place) => {
    const byte = crypto.getRandomValues(new Uint8Array(1))[0] as number
    return (place === 'x' ? byte % 16 : 8 + (byte % 4)).toString(16)
  })
}

/**
 * Sends one idempotency key with all attempts of a call: the caller's, as an option or in one of the headers, else a
 * new UUID.
 * @throws UsageError if the caller's key is empty
 */
export const idempotencyKey: KeyWriter = (operation, { idempotency }, options, headers) => {
  if (idempotency === 'none') return undefined
  const names = (operation.keyHeaders ?? []).map((name) => name.toLowerCase())
  const given = names.find((name) => headers[name] !== undefined)
  const key = options.idempotencyKey ?? (given === undefined ? uuid() : (headers[given] ?? ''))
  if (key === '') throw usageError('idempotencyKey is empty')
  for (const name of names) headers[name] = key
  return key
}
