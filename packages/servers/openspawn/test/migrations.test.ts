import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { schema } from '../src/store/schema.ts'

interface Snapshot {
  readonly tables: Record<
    string,
    { columns: Record<string, { type: string; notNull: boolean }>; indexes: object }
  >
}

test('the last migration makes the tables that the code uses', async () => {
  const folder = path.join(MIGRATIONS_FOLDER, 'meta')
  const last =
    (await readdir(folder))
      .filter((name) => name.endsWith('_snapshot.json'))
      .sort()
      .at(-1) ?? ''
  const { tables } = JSON.parse(await readFile(path.join(folder, last), 'utf8')) as Snapshot
  const migrated = Object.entries(tables).map(([name, { columns, indexes }]) => ({
    name: name.replace('public.', ''),
    columns: Object.entries(columns).map(([column, { type, notNull }]) => [column, type, notNull]),
    indexes: Object.keys(indexes).sort(),
  }))
  const used = Object.values(schema).map((table: PgTable) => {
    const { name, columns, indexes } = getTableConfig(table)
    return {
      name,
      columns: columns.map((column) => [column.name, column.getSQLType(), column.notNull]),
      indexes: indexes.map((index) => index.config.name ?? '').sort(),
    }
  })
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
  expect(used.sort(byName)).toEqual(migrated.sort(byName))
})
