import type { Mutant } from './mutant.ts'

const source = 'packages/servers/openspawn/src'
const tests = 'packages/servers/openspawn/test'

export const openspawnMutants: readonly Mutant[] = [
  {
    rule: 'A request waits ten seconds for the first of its key',
    file: `${source}/server.ts`,
    find: 'DEFAULT_WAIT_MS = 10_000',
    replace: 'DEFAULT_WAIT_MS = 1_000',
    testFile: `${tests}/in-time.test.ts`,
    test: 'a server that is told nothing lets a request wait ten seconds',
  },
  {
    rule: 'A key counts per method',
    file: `${source}/api/guard/change.ts`,
    find: 'caller: actor.caller, method, path, key',
    replace: "caller: actor.caller, method: '', path, key",
    testFile: `${tests}/idempotency.test.ts`,
    test: 'one key for two methods of one path is two requests',
  },
  {
    rule: 'Names of agents are taken in their organization only',
    file: `${source}/domain/agents/names.ts`,
    find: 'eq(agents.orgId, orgId), ',
    replace: '',
    testFile: `${tests}/isolation.test.ts`,
    test: 'what another organization calls its agents is free',
  },
  {
    rule: 'A key that has expired is refused',
    file: `${source}/api/guard/authenticate.ts`,
    find: 'found.key.expiresAt !== null && found.key.expiresAt <= now',
    replace: 'false as boolean',
    testFile: `${tests}/security.test.ts`,
    test: 'a key that expires works until then',
  },
  {
    rule: 'Each level has its capacity',
    file: `${source}/domain/levels.ts`,
    find: '9: 50',
    replace: '9: 51',
    testFile: `${tests}/agents.test.ts`,
    test: 'each level has its capacity',
  },
  {
    rule: 'Every change has its event',
    file: `${source}/domain/events.ts`,
    find: 'await store.insert(events)',
    replace: "if (event.type !== 'api_key.revoked') await store.insert(events)",
    testFile: `${tests}/communication.test.ts`,
    test: 'so is every change by HR',
  },
  {
    rule: 'Admins may adjust credits',
    file: `${source}/domain/credits/credits.ts`,
    find: "'hr', 'admin')",
    replace: "'hr')",
    testFile: `${tests}/credits.test.ts`,
    test: 'so do agents of role admin',
  },
  {
    rule: 'Of all that start at once, the first makes the key',
    file: 'packages/servers/kit/src/auth/vault.ts',
    find: "if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error",
    replace: 'throw error',
    testFile: 'packages/servers/kit/test/auth.test.ts',
    test: 'all who start at once',
  },
]
