import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** JSON kept as text: jsonb reorders keys and refuses NUL characters. */
export const json = customType<{ data: Record<string, unknown>; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (text) => JSON.parse(text) as Record<string, unknown>,
})

/** A list of texts, kept as JSON. */
export const texts = customType<{ data: readonly string[]; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (text) => JSON.parse(text) as string[],
})

/** A moment, as exact as the wire shows it. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Primary key. */
export const id = () => uuid('id').primaryKey()
