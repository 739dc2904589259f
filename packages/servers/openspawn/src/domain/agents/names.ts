import { randomBytes } from 'node:crypto'
import { and, eq, isNull, like } from 'drizzle-orm'
import { agents } from '../../store/schema.ts'
import type { Store } from '../session.ts'

/** Leaves room for a number behind it. */
const MAX_LENGTH = 80

/** An agentId made from a name, such as `child-agent` or, if there is one, `child-agent-2`. */
export async function freeAgentId(store: Store, orgId: string, name: string): Promise<string> {
  const base = slug(name)
  const rows = await store
    .select({ agentId: agents.agentId })
    .from(agents)
    .where(and(eq(agents.orgId, orgId), like(agents.agentId, `${base}%`), isNull(agents.deletedAt)))
  const taken = new Set(rows.map(({ agentId }) => agentId))
  if (!taken.has(base)) return base
  for (let number = 2; number <= taken.size + 1; number++) {
    if (!taken.has(`${base}-${number}`)) return `${base}-${number}`
  }
  return `${base}-${randomBytes(4).toString('hex')}`
}

/** Lower-case ASCII letters and digits with dashes between words. */
export function slug(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  return words.join('-').slice(0, MAX_LENGTH).replace(/-$/, '') || 'agent'
}
