import type { z } from 'zod'
import { IDEMPOTENCY_HEADERS } from '../guard/change.ts'

/** How an operation is called by clients. */
export function named(resource: string, method: string) {
  return { 'x-driftless-resource': { resource, method } }
}

/** Of every operation that changes something: sent again with its key, it is not carried out again. */
export const keyed = {
  'x-driftless-retry': 'keyed',
  'x-driftless-idempotency': [...IDEMPOTENCY_HEADERS],
} as const

/** Where the result stands in the answer. */
export function resultAt(pointer: string) {
  return { 'x-driftless-result': pointer }
}

/** A body in JSON. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

/** An answer in JSON. */
export function jsonAnswer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } } as const
}

/** Most that one page holds. */
export const MAX_PAGE = 1000
/** Most that can be skipped. */
export const MAX_OFFSET = 2_147_483_647
/** Highest number of a page. */
export const MAX_PAGES = 1_000_000
