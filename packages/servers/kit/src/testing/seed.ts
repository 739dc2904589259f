import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'

/**
 * A migrated, empty database to start tests from: made once per set of migrations, because setting up
 * a data folder takes seconds and loading a dump a fraction of one.
 */
export async function databaseSeed(migrationsFolder: string): Promise<Blob> {
  // Nobody can write into the folder of another user.
  const folder = path.join(tmpdir(), `driftless-seeds-${process.getuid?.() ?? ''}`)
  const file = path.join(folder, `${await migrationsFingerprint(migrationsFolder)}.tar`)
  if (!existsSync(file)) await writeSeed(file, migrationsFolder)
  return new Blob([new Uint8Array(await readFile(file))])
}

async function writeSeed(file: string, migrationsFolder: string): Promise<void> {
  const client = await PGlite.create()
  await migrate(drizzle({ client }), { migrationsFolder })
  const dump = await client.dumpDataDir('none')
  await client.close()
  await mkdir(path.dirname(file), { recursive: true })
  // Written aside and renamed: whoever else makes it, in this process too, may be waiting for the same name.
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, Buffer.from(await dump.arrayBuffer()))
  await rename(draft, file)
}

/** Tells sets of migrations apart. */
export async function migrationsFingerprint(folder: string): Promise<string> {
  const hash = createHash('sha256').update(`user ${process.getuid?.() ?? ''}`)
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (name.endsWith('.sql') || name.endsWith('_journal.json')) {
      hash.update(name).update(await readFile(path.join(folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 32)
}
