import type { Database } from '@driftless/server-kit/database'
import { eq, sql } from 'drizzle-orm'
import { blobs, type schema } from './schema.ts'
import type { BlobKind, BlobStore } from './store.ts'

/** Blobs in the database. */
export function databaseBlobs(database: Database<typeof schema>): BlobStore {
  return {
    put: async (id, { kind, content }) => {
      await database
        .insert(blobs)
        .values({ id, kind, content })
        .onConflictDoUpdate({
          target: blobs.id,
          set: {
            kind: sql`case when excluded.kind = 'flow' or ${blobs.kind} = 'binary' then excluded.kind else ${blobs.kind} end`,
            content: sql`case when ${blobs.kind} = 'binary' then excluded.content else ${blobs.content} end`,
          },
        })
    },
    get: async (id) => {
      // PostgreSQL takes no NUL; steps may ask for any text.
      if (id.includes('\0')) return undefined
      const [row] = await database.select().from(blobs).where(eq(blobs.id, id))
      return row === undefined ? undefined : { kind: row.kind as BlobKind, content: row.content }
    },
    delete: async (id) => {
      const deleted = await database.delete(blobs).where(eq(blobs.id, id)).returning({ id: blobs.id })
      return deleted.length > 0
    },
  }
}
