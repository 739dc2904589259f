import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { databaseStore } from '../src/store/database-store.ts'

const RUNS = { completed: 'a', running: 'b', paused: 'c' } as const
const idOf = (letter: string) => `${letter.repeat(8)}-0000-7000-8000-000000000000`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftless-stepflow-'))
  await makeFirstVersion(path.join(folder, 'data'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A data folder as servers made it that kept no histories, with a run in each status. */
async function makeFirstVersion(dataDir: string): Promise<void> {
  const migrations = path.join(folder, 'migrations')
  await cp(MIGRATIONS_FOLDER, migrations, { recursive: true })
  const journal = path.join(migrations, 'meta', '_journal.json')
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8')) as { entries: unknown[] }
  await writeFile(journal, JSON.stringify({ ...rest, entries: entries.slice(0, 1) }))
  const client = await PGlite.create({ dataDir })
  await migrate(drizzle({ client }), { migrationsFolder: migrations })
  for (const [status, letter] of Object.entries(RUNS)) {
    const ended = status === 'completed' ? 'now()' : 'null'
    await client.exec(`
      insert into runs (id, flow_id, status, debug, item_count, inputs, root_run_id, depth, created_at, completed_at)
      values ('${idOf(letter)}', 'f', '${status}', false, 1, '[0]', '${idOf(letter)}', 0, now(), ${ended});
      insert into run_items (run_id, item_index, status) values ('${idOf(letter)}', 0, '${status}')`)
  }
  await client.close()
}

test('runs of a server that kept no histories get short ones, and none is left running', async () => {
  const lazy = databaseStore({ dataDir: path.join(folder, 'data') })
  const { runs, events } = await lazy.get()
  const told = async (letter: string) =>
    (await events.read(idOf(letter), 0, 10, true)).map(({ sequence, timestamp, ...event }) => event)
  const started = { type: 'runStarted', itemCount: 1 }
  expect(await told(RUNS.completed)).toEqual([started, { type: 'runCompleted', status: 'completed' }])
  expect(await told(RUNS.running)).toEqual([started, { type: 'runCompleted', status: 'failed' }])
  expect(await told(RUNS.paused)).toEqual([started])
  expect(await runs.items(idOf(RUNS.running))).toEqual([
    {
      itemIndex: 0,
      status: 'failed',
      result: {
        outcome: 'failed',
        error: { code: 500, message: 'The server stopped while the flow was running' },
      },
    },
  ])
  expect(await runs.running()).toEqual([])
  await lazy.close()
})
