import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Vault } from '@driftless/server-kit/auth'
import { sql } from 'drizzle-orm'
import { agents, apiKeys, channels, organizations } from '../store/schema.ts'
import { newSecret } from './agents/create.ts'
import { MAX_LEVEL } from './levels.ts'
import type { AgentRow, Store } from './session.ts'

/** A new organization and how its first agent signs in: shown once. */
export interface NewOrganization {
  readonly organization: { readonly id: string; readonly name: string }
  /** An agent of role `hr` and the highest level. */
  readonly agent: { readonly id: string; readonly agentId: string; readonly secret: string }
  /** Acts as that agent, with scope `admin`. */
  readonly apiKey: string
}

export interface OrganizationContext {
  readonly store: Store
  readonly vault: Vault
  readonly now: Date
}

/** Makes the first organization of an empty database; `undefined` where there is one. */
export function createFirstOrganization(context: OrganizationContext): Promise<NewOrganization | undefined> {
  return context.store.transaction(async (store) => {
    // Of several processes that start at once, one makes it and the others see it.
    await store.execute(sql`lock table ${organizations} in exclusive mode`)
    const [existing] = await store.select({ id: organizations.id }).from(organizations).limit(1)
    return existing === undefined ? insertOrganization({ ...context, store }, 'Default') : undefined
  })
}

/** Makes an organization with an HR agent, its API key and the channel `general`. */
export function createOrganization(context: OrganizationContext, name: string): Promise<NewOrganization> {
  return context.store.transaction((store) => insertOrganization({ ...context, store }, name))
}

async function insertOrganization(
  { store, vault, now }: OrganizationContext,
  name: string,
): Promise<NewOrganization> {
  const orgId = randomUUID()
  // The real server's first task is TASK-2 too.
  await store.insert(organizations).values({ id: orgId, name, taskCounter: 1, createdAt: now })
  const secret = newSecret()
  const agent = hrAgent(orgId, vault.seal(secret), now)
  await store.insert(agents).values(agent)
  await store.insert(channels).values({
    id: randomUUID(),
    orgId,
    name: 'general',
    type: 'general',
    taskId: null,
    metadata: {},
    createdAt: now,
    updatedAt: now,
  })
  const key = newApiKey()
  await store.insert(apiKeys).values({
    id: randomUUID(),
    orgId,
    agentId: agent.id,
    name: 'First key',
    keyHash: key.hash,
    keyPrefix: key.prefix,
    scopes: ['admin'],
    createdAt: now,
  })
  return {
    organization: { id: orgId, name },
    agent: { id: agent.id, agentId: agent.agentId, secret },
    apiKey: key.key,
  }
}

function hrAgent(orgId: string, sealedSecret: string, now: Date): AgentRow {
  return {
    id: randomUUID(),
    orgId,
    agentId: 'hr',
    name: 'HR',
    role: 'hr',
    level: MAX_LEVEL,
    model: 'sonnet',
    mode: 'worker',
    status: 'active',
    managementFeePct: 0,
    currentBalance: 0,
    budgetPeriodLimit: null,
    budgetPeriodSpent: 0,
    budgetPeriodStart: now,
    sealedSecret,
    parentId: null,
    metadata: {},
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
}

/** A new API key, what is kept of it, and what is shown of it later. */
export function newApiKey(): { readonly key: string; readonly hash: string; readonly prefix: string } {
  const key = `osp_${randomBytes(32).toString('hex')}`
  return { key, hash: hashOfKey(key), prefix: key.slice(0, 12) }
}

/** What is kept of an API key. */
export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
