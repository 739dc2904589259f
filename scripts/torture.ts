/**
 * `pnpm torture [peer…]`: runs the scenarios of `@driftless/testing` against our clients and against public ones at
 * pinned versions with default options, each in a process of its own, and writes docs/torture.md. Without names, all.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Column, document } from './torture/document.ts'
import { installPeers, versionsOf } from './torture/install.ts'
import { peers } from './torture/peers.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const target = join(root, 'docs/torture.md')
const names = process.argv.slice(2)
const unknown = names.filter((name) => !peers.some(({ id }) => id === name))
if (unknown.length > 0) {
  console.error(`no such client: ${unknown.join(', ')}; there are ${peers.map(({ id }) => id).join(', ')}`)
  process.exit(2)
}

const folder = await installPeers()
const columns: Column[] = []
for (const peer of peers.filter(({ id }) => names.length === 0 || names.includes(id))) {
  console.log(`${peer.id} …`)
  const runner = join(import.meta.dirname, 'torture/run-peer.ts')
  const args = ['--conditions=@driftless/source', runner, peer.id, folder]
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024, timeout: 600_000 })
  const column = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as Omit<Column, 'versions'>
  columns.push({ ...column, versions: await versionsOf(peer, folder) })
  for (const [id, verdict] of Object.entries(column.verdicts)) {
    if (verdict.result === 'fail') console.log(`  ${id}: ${verdict.what}`)
  }
}
if (names.length === 0) {
  await writeFile(target, document(columns))
  console.log(`wrote ${target}`)
}
const isOursWhole = columns.every(
  ({ isOurs, verdicts }) => !isOurs || Object.values(verdicts).every(({ result }) => result === 'pass'),
)
if (!isOursWhole) {
  console.error('our own client does not pass all')
  process.exitCode = 1
}
