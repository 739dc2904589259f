import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core'

/** What migrations and code must agree on. */
export interface TableFacts {
  readonly name: string
  /** Name, SQL type, and whether it is never null; in the table's order. */
  readonly columns: readonly (readonly [string, string, boolean])[]
  readonly indexes: readonly string[]
}

interface Snapshot {
  readonly tables: Record<
    string,
    { columns: Record<string, { type: string; notNull: boolean }>; indexes: object }
  >
}

const byName = (a: TableFacts, b: TableFacts) => (a.name < b.name ? -1 : 1)

/** The tables that there are after the last migration, by name. */
export async function migratedTables(migrationsFolder: string): Promise<TableFacts[]> {
  const folder = path.join(migrationsFolder, 'meta')
  const snapshots = (await readdir(folder)).filter((name) => name.endsWith('_snapshot.json')).sort()
  const { tables } = JSON.parse(await readFile(path.join(folder, snapshots.at(-1) ?? ''), 'utf8')) as Snapshot
  return Object.entries(tables)
    .map(([name, { columns, indexes }]) => ({
      name: name.replace('public.', ''),
      columns: Object.entries(columns).map(([column, { type, notNull }]) => [column, type, notNull] as const),
      indexes: Object.keys(indexes).sort(),
    }))
    .sort(byName)
}

/** The tables that code uses, by name. */
export function usedTables(schema: Readonly<Record<string, PgTable>>): TableFacts[] {
  return Object.values(schema)
    .map((table) => {
      const { name, columns, indexes } = getTableConfig(table)
      return {
        name,
        columns: columns.map((column) => [column.name, column.getSQLType(), column.notNull] as const),
        indexes: indexes.map((index) => index.config.name ?? '').sort(),
      }
    })
    .sort(byName)
}
