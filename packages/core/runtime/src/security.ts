import { UsageError } from './errors.ts'
import type { AuthProvider, Operation } from './operation.ts'
import { own } from './parameters.ts'
import type { Settings } from './settings.ts'

/**
 * Chooses the providers of one call: the first alternative of the operation that can be satisfied whole.
 * A single provider stands for any; where the document declares no security, all that were given apply.
 * @throws UsageError if no alternative can be satisfied.
 */
export function chooseProviders(
  settings: Settings,
  { security }: Operation,
  headers: Readonly<Record<string, string>>,
): readonly AuthProvider[] {
  const auth = settings.options.auth ?? {}
  if (typeof auth.authorize === 'function') return [auth as AuthProvider]
  const providers = auth as Readonly<Record<string, AuthProvider | undefined>>
  const given = (name: string) => own(providers, name)
  const present = (provider: AuthProvider | undefined) => provider !== undefined
  if (!security) return Object.values(providers).filter(present) as AuthProvider[]
  const chosen =
    security.find((names) => names.length && names.every(given)) ?? security.find((names) => !names.length)
  if (chosen) return chosen.map(given) as AuthProvider[]
  // Somebody who sets the header by hand knows what they do.
  if (headers.authorization) return []
  const needed = security.map((names) => names.join(' and ')).join(', or ')
  throw new UsageError(`needs ${needed}; pass \`auth\` to the client`)
}
