import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a PostgreSQL server whose user may make databases; absent where tests run on the embedded database. */
    postgresUrl?: string
  }
}

/** Starts one PostgreSQL server for all test files of a vitest project, and says which they are. */
export default async function setUpPostgres(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres()
  project.provide('postgresUrl', postgres.url())
  const { testFiles } = await project.globTestFiles()
  const names = testFiles.map(nameOf).sort()
  console.log(`On PostgreSQL ${postgres.version} (${postgres.origin}): ${names.join(', ')}`)
  return () => postgres.stop()
}

/** Such as `stepflow/lifecycle`. */
function nameOf(file: string): string {
  return `${path.basename(path.resolve(file, '../..'))}/${path.basename(file, '.test.ts')}`
}
