import { migratedTables, usedTables } from '@driftless/server-kit/testing'
import { expect, test } from 'vitest'
import { MIGRATIONS_FOLDER } from '../src/index.ts'
import { schema } from '../src/store/schema.ts'

test('the last migration makes the tables that the code uses', async () => {
  const used = usedTables(schema)
  expect(used.length).toBeGreaterThan(1)
  expect(used).toEqual(await migratedTables(MIGRATIONS_FOLDER))
})
