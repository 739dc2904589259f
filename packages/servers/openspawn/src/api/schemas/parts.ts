import { mapOf } from '@driftless/server-kit'
import { z } from 'zod'

/** Text that is kept in a column of its own: PostgreSQL takes no NUL, and UTF-8 no half of a pair. */
export const text = (maximum: number, minimum = 1) =>
  z
    .string()
    .min(minimum, minimum === 1 ? 'Must not be empty' : `Expected at least ${minimum} characters`)
    .max(maximum, `Expected at most ${maximum} characters`)
    .refine((value) => !value.includes('\0'), 'Must not contain a NUL character')
    .refine((value) => !/\p{Surrogate}/u.test(value), 'Must not contain half of a surrogate pair')

/** An id in a request. A UUID in capitals is the same UUID. */
export const id = () => z.uuid('Expected a UUID').toLowerCase()

/** An id in an answer. */
export const idOut = () => z.uuid()

/** A moment in an answer. */
export const momentOut = () => z.iso.datetime()

/** Years of UTC that go into the database and come back the same: those before 100 come back as others. */
const isKept = (moment: string) => /^[1-9]\d{3}-/.test(new Date(moment).toISOString())

/** A moment in a request: with its offset, as it would mean something else elsewhere without. */
export const momentIn = () =>
  z.iso
    .datetime({ offset: true, abort: true, error: 'Expected a date and time such as 2027-01-01T00:00:00Z' })
    .refine(isKept, 'Expected a date in the years 1000 to 9999')
    .transform((value) => new Date(value))
    .meta({ type: 'string', format: 'date-time' })

/** What a caller keeps with a thing. */
export const metadata = () => mapOf(z.unknown())

/** A whole number from `minimum` to `maximum`. */
export const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum)

/** Counters, which some servers send as text. */
export const counter = () => z.int().min(0).meta({ 'x-driftless-coerce': true })

/** Largest amount of credits in one transaction, and largest limit. */
export const MAX_CREDITS = 1_000_000_000

/** `{ data }`. */
export function dataOf<Schema extends z.ZodType>(id: string, schema: Schema, description: string) {
  return z.object({ data: schema.describe(description) }).meta({ id, description: `${description}` })
}
