import type { AuthProvider, HttpRequest, ProviderChooser } from './client-types.ts'
import { usageError } from './errors.ts'
import type { SecurityRequirement } from './operation.ts'
import { own } from './pieces.ts'

type Providers = Readonly<Record<string, AuthProvider | undefined>>

/** Several providers as one: each adds to what those before it have made, and any of them may recover. */
function allOf(providers: readonly AuthProvider[]): AuthProvider {
  return {
    async authorize(request, context) {
      let authorized: HttpRequest = request
      for (const provider of providers) authorized = await provider.authorize(authorized, context)
      return authorized
    },
    async recover(...refused) {
      let isWorthwhile = false
      for (const provider of providers) {
        if (await provider.recover?.(...refused)) isWorthwhile = true
      }
      return isWorthwhile
    },
  }
}

/**
 * Makes what chooses the providers of a call: the first alternative that can be satisfied whole. A single provider
 * stands for any; where nothing is declared, or the list is empty, all that were given apply. It throws a `UsageError`
 * if no alternative can be satisfied.
 * @param usual alternatives of operations that bring none of their own
 */
export function chooseProviders(usual: readonly SecurityRequirement[] = []): ProviderChooser {
  return ({ security = usual }, auth = {}, headers) => {
    if (typeof auth.authorize === 'function') return auth as AuthProvider
    const provider = (name: string) => own(auth as Providers, name)
    const chosen = security[0]
      ? (security.find((names) => names.length && names.every(provider)) ??
        security.find((names) => !names.length))
      : Object.keys(auth)
    // Somebody who sets the header by hand knows what they do.
    if (!chosen && !headers.authorization) {
      throw usageError(`needs ${security.join(' or ').replaceAll(',', ' and ')}; pass auth to the client`)
    }
    return allOf((chosen ?? []).flatMap((name) => provider(name) ?? []))
  }
}
