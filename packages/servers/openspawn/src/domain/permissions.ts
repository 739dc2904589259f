import type { AgentRole, ApiKeyScope } from './enums.ts'
import { forbidden } from './errors.ts'
import { MAX_LEVEL } from './levels.ts'
import type { Actor, AgentRow } from './session.ts'

/** What each scope of an API key includes. */
const INCLUDED: Readonly<Record<ApiKeyScope, readonly ApiKeyScope[]>> = {
  read: ['read'],
  write: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
}

/** Whether scopes of an API key include `needed`. */
export function includesScope(scopes: readonly ApiKeyScope[], needed: ApiKeyScope): boolean {
  return scopes.some((scope) => INCLUDED[scope].includes(needed))
}

/** @throws Refusal 403 if the caller's API key does not allow this. */
export function requireScope({ scopes }: Actor, needed: ApiKeyScope): void {
  if (scopes === undefined || includesScope(scopes, needed)) return
  throw forbidden('insufficient_scope', `The API key needs scope ${needed}; it has ${scopes.join(', ')}`)
}

/** @throws Refusal 403 if the caller has none of the roles, or an API key without scope `admin`. */
export function requireRole(actor: Actor, ...roles: readonly AgentRole[]): void {
  if (!roles.includes(actor.agent.role)) {
    throw forbidden('insufficient_role', `Requires one of roles: ${roles.join(', ')}`)
  }
  requireScope(actor, 'admin')
}

/** @throws Refusal 403 unless the caller is the agent's parent or of the highest level. */
export function requireParent({ agent: actor }: Actor, agent: AgentRow, what: string): void {
  if (agent.parentId === actor.id || actor.level === MAX_LEVEL) return
  throw forbidden('not_parent', `Only the parent or an agent of level ${MAX_LEVEL} may ${what}`)
}
