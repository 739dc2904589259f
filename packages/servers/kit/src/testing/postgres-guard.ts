/**
 * Runs a PostgreSQL server for tests and ends it with them, however they end: when stdin closes, which the
 * system sees to even if the process behind it was killed. Arguments: a PostgresTask as JSON.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Owner } from './postgres-binaries.ts'

export interface PostgresTask {
  readonly command: string
  readonly args: readonly string[]
  readonly owner?: Owner
  readonly logFile: string
  /** Removed in the end, unless `keep` came over stdin. */
  readonly folder: string
}

const { command, args, owner, logFile, folder } = JSON.parse(process.argv[2] ?? '') as PostgresTask
const log = openSync(logFile, 'a')
// A group of its own: Ctrl-C in a terminal reaches the tests first, which still need the database.
const postgres = spawn(command, args, { ...owner, stdio: ['ignore', log, log], detached: true })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

let received = ''
process.stdin.on('data', (chunk: Buffer) => {
  received += chunk.toString()
})
process.stdin.on('error', () => {})
process.stdin.on('close', () => postgres.kill('SIGINT'))
await once(postgres, 'exit')
if (received !== 'keep') await rm(folder, { recursive: true, force: true })
process.exit(0)
