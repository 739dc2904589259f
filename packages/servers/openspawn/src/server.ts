import {
  type Api,
  describeError,
  ForeignDatabaseError,
  type Log,
  lazily,
  type Service,
  stderrLog,
} from '@driftless/server-kit'
import { createVault, type Vault } from '@driftless/server-kit/auth'
import { createOpenSpawnApi } from './api/app.ts'
import type { RateLimit } from './api/guard/rate-limit.ts'
import {
  createFirstOrganization,
  createOrganization,
  type NewOrganization,
  type OrganizationContext,
} from './domain/organizations.ts'
import type { Store } from './domain/session.ts'
import { cleanUp } from './store/clean-up.ts'
import { openStore, type StoreOptions } from './store/open-store.ts'
import { agents } from './store/schema.ts'

export interface OpenSpawnServerOptions extends Omit<StoreOptions, 'onConnectionLost'> {
  /** 32 bytes that secrets in the database are encrypted with. */
  readonly encryptionKey: Buffer
  /** How many requests each caller may send; absent: as many as it likes. */
  readonly rateLimit?: RateLimit
  /** How long a request waits for another one with its idempotency key, in milliseconds. Default: 10,000. */
  readonly waitMs?: number
  readonly corsOrigins?: readonly string[]
  readonly log?: Log
  /** Told what an empty database was given. It holds secrets. */
  readonly onFirstStart?: (created: NewOrganization) => void
  readonly now?: () => Date
}

/** An OpenSpawn server without a socket. */
export interface OpenSpawnServer extends Service {
  readonly api: Api
  start(): Promise<void>
  /** Makes a further organization. */
  createOrganization(name: string): Promise<NewOrganization>
}

const DEFAULT_WAIT_MS = 10_000
const CLEAN_UP_MS = 60_000

/** Puts database and API together. */
export function createOpenSpawnServer(options: OpenSpawnServerOptions): OpenSpawnServer {
  const { encryptionKey, rateLimit, waitMs = DEFAULT_WAIT_MS, corsOrigins = [], log = stderrLog } = options
  const { onFirstStart = () => {}, now = () => new Date(), ...storeOptions } = options
  const vault = createVault(encryptionKey)
  let isOpen = false
  const opening = lazily(async () => {
    const handle = await openStore({
      ...storeOptions,
      onConnectionLost: ({ message }) => log('warn', 'lost a connection to the database', { message }),
    })
    try {
      const context = { store: handle.database, vault, now: now() }
      const created = await createFirstOrganization(context)
      await requireOwnKey(context)
      if (created !== undefined) onFirstStart(created)
    } catch (error) {
      await handle.close()
      throw error
    }
    isOpen = true
    return handle
  })
  const store = async (): Promise<Store> => (await opening.get()).database
  const lasts = storeOptions.dataDir !== undefined || storeOptions.databaseUrl !== undefined
  let cleaning: NodeJS.Timeout | undefined
  return {
    api: createOpenSpawnApi({ store, vault, now, rateLimit, waitMs }, { corsOrigins, log }),
    start: async () => {
      const opened = await store()
      cleaning = setInterval(() => {
        cleanUp(opened, now()).catch((error: unknown) => {
          log('warn', 'could not clean up', { error: describeError(error) })
        })
      }, CLEAN_UP_MS)
      cleaning.unref()
    },
    createOrganization: async (name) => createOrganization({ store: await store(), vault, now: now() }, name),
    close: async () => {
      clearInterval(cleaning)
      // Setting up a database in memory takes seconds, and whoever only asked for the document must not wait for it.
      if (!lasts && !isOpen) return
      await (await opening.opened()?.catch(() => undefined))?.close()
    },
  }
}

/** With another key every signature would be wrong, without a word of why. */
async function requireOwnKey({ store, vault }: OrganizationContext): Promise<void> {
  const [agent] = await store.select({ sealedSecret: agents.sealedSecret }).from(agents).limit(1)
  if (agent === undefined || isOpenedBy(vault, agent.sealedSecret)) return
  throw new ForeignDatabaseError(
    'The secrets in the database were encrypted with another key. Start with the ENCRYPTION_KEY, or the key file, that it was made with.',
  )
}

function isOpenedBy(vault: Vault, sealed: string): boolean {
  try {
    vault.open(sealed)
    return true
  } catch {
    return false
  }
}
