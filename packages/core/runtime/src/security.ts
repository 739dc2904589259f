import type { AuthProvider } from './client-types.ts'
import { UsageError } from './errors.ts'
import type { Operation } from './operation.ts'
import { own } from './parameters.ts'
import type { Settings } from './settings.ts'

/**
 * Chooses the providers of one call: the first alternative of the operation that can be satisfied whole.
 * A single provider stands for any; where the document declares no security, all that were given apply.
 * @throws UsageError if no alternative can be satisfied.
 */
export function chooseProviders(
  { options }: Settings,
  { security }: Operation,
  headers: Readonly<Record<string, string>>,
): readonly AuthProvider[] {
  const auth = (options.auth ?? {}) as Readonly<Record<string, AuthProvider>>
  if (typeof auth.authorize === 'function') return [options.auth as AuthProvider]
  const given = (name: string) => own(auth, name)
  const chosen = security
    ? (security.find((names) => names.length && names.every(given)) ??
      security.find((names) => !names.length))
    : Object.keys(auth)
  // Somebody who sets the header by hand knows what they do.
  if (!chosen && !headers.authorization) {
    throw new UsageError(`needs ${security?.join(' or ').replaceAll(',', ' and ')}; pass auth to the client`)
  }
  return (chosen ?? []).flatMap((name) => given(name) ?? [])
}
