import { usageError } from './errors.ts'
import { randomHex } from './hex.ts'
import type { KeyWriter } from './operation.ts'

/** Browsers have `randomUUID` on secure pages only. */
function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  const variant = '89ab'[Math.floor(Math.random() * 4)]
  return randomHex(16).replace(/(.{8})(.{4}).(.{3}).(.{3})/, `$1-$2-4$3-${variant}$4-`)
}

/**
 * Sends one idempotency key with all attempts of a call: the caller's, as an option or in one of the headers, else a
 * new UUID.
 * @throws UsageError if the caller's key is empty
 */
export const idempotencyKey: KeyWriter = (operation, { idempotency }, options, headers) => {
  if (idempotency === 'none') return undefined
  const names = (operation.keyHeaders ?? []).map((name) => name.toLowerCase())
  const given = names.map((name) => headers[name]).find((value) => value !== undefined)
  const key = options.idempotencyKey ?? given ?? uuid()
  if (key === '') throw usageError('idempotencyKey is empty')
  for (const name of names) headers[name] = key
  return key
}
