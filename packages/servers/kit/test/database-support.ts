import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { pgTable, text } from 'drizzle-orm/pg-core'
import { Client } from 'pg'
import { afterAll, expect } from 'vitest'

export const notes = pgTable('notes', { text: text('text').primaryKey() })
export const schema = { notes }

const CREATE_NOTES = 'CREATE TABLE "notes" ("text" text PRIMARY KEY NOT NULL);'

let root: string | undefined
afterAll(async () => {
  if (root !== undefined) await rm(root, { recursive: true })
})

/** A folder of one migration, as drizzle-kit would write it. */
export async function migrationsOf(statement: string = CREATE_NOTES, when = 1): Promise<string> {
  root ??= await mkdtemp(path.join(tmpdir(), 'driftless-migrations-'))
  const folder = await mkdtemp(path.join(root, 'set-'))
  await mkdir(path.join(folder, 'meta'))
  await writeFile(path.join(folder, '0000_first.sql'), statement)
  const entries = [{ idx: 0, version: '7', when, tag: '0000_first', breakpoints: true }]
  await writeFile(path.join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', entries }))
  return folder
}

/** A process of its own that holds a database open. */
export interface Holder {
  readonly child: ChildProcess
  /** Resolves to what it wrote: `open`, or why not. */
  readonly said: Promise<string>
  kill(): Promise<void>
}

/** Starts a process that opens the database and holds it. */
export function holdDatabase(url: string, migrationsFolder: string, ...exclusive: string[]): Holder {
  const file = fileURLToPath(new URL('./open-database.ts', import.meta.url))
  const child = spawn(
    process.execPath,
    ['--conditions=@driftless/source', file, url, migrationsFolder, ...exclusive],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = once(child, 'close')
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const opened = once(child.stdout, 'data').then(([chunk]) => String(chunk).trim())
  return {
    child,
    said: Promise.race([opened, ended.then(() => log)]),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Ends connections to a database, as an administrator or a broken network does. */
export async function terminate(url: string, condition: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity 
      where datname = current_database() and pid <> pg_backend_pid() and ${condition}`,
  )
  await client.end()
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('it should fail'),
    (error: Error) => error,
  )
}
