import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createPostgresDatabase, databaseSeed } from '@driftless/server-kit/testing'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, inject } from 'vitest'
import { MIGRATIONS_FOLDER, type StepflowServerOptions } from '../../src/index.ts'

/** Whether this run of the tests is the one on a PostgreSQL server. */
export const onPostgres: boolean = inject('postgresUrl') !== undefined

/** A migrated, empty database for one server in this process. */
export interface ServerDatabase {
  readonly options: Pick<StepflowServerOptions, 'seed' | 'databaseUrl'>
  remove(): Promise<void>
}

/** A database of the kind that this run of the tests is for; the embedded one is in memory. */
export async function serverDatabase(): Promise<ServerDatabase> {
  const postgresUrl = inject('postgresUrl')
  if (postgresUrl === undefined) {
    return { options: { seed: await databaseSeed(MIGRATIONS_FOLDER) }, remove: async () => {} }
  }
  const { url, drop } = await createPostgresDatabase(postgresUrl, MIGRATIONS_FOLDER)
  return { options: { databaseUrl: url }, remove: drop }
}

/** A migrated, empty database for server programs, which outlives them. */
export interface ProgramDatabase {
  /** For the program's command line. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  remove(): Promise<void>
}

/** A database of the kind that this run of the tests is for; the embedded one is in a folder. */
export async function programDatabase(): Promise<ProgramDatabase> {
  const postgresUrl = inject('postgresUrl')
  if (postgresUrl === undefined) {
    const folder = await dataFolder()
    return { args: ['--data', folder], environment: {}, remove: () => removeFolder(folder) }
  }
  const { url, drop } = await createPostgresDatabase(postgresUrl, MIGRATIONS_FOLDER)
  return { args: [], environment: { DATABASE_URL: url }, remove: drop }
}

let template: Promise<string> | undefined
afterAll(async () => {
  if (template !== undefined) await removeFolder(await template)
})

/** A data folder of the embedded database that needs no set-up, which takes seconds; the caller removes its parent. */
export async function dataFolder(): Promise<string> {
  template ??= makeTemplate()
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'driftless-stepflow-')), 'data')
  await cp(await template, folder, { recursive: true })
  return folder
}

/** Removes a folder that stands alone in another, as those of `dataFolder` do, with what is beside it. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(path.dirname(folder), { recursive: true, force: true })
}

async function makeTemplate(): Promise<string> {
  const dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'driftless-stepflow-')), 'template')
  await (await PGlite.create({ dataDir, loadDataDir: await databaseSeed(MIGRATIONS_FOLDER) })).close()
  return dataDir
}
