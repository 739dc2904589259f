import type { JsonObject } from '../../src/document/types.ts'
import { build } from './documents.ts'

/** A Swagger 2.0 document with members added or replaced. */
export const swagger = (members: Record<string, unknown>): JsonObject =>
  ({ swagger: '2.0', info: { title: 'Pets', version: '1' }, paths: {}, ...members }) as JsonObject
export const ok = { 200: { description: 'ok' } }
/** A Swagger 2.0 document with one operation. */
export const operation = (
  members: Record<string, unknown>,
  others: Record<string, unknown> = {},
): JsonObject =>
  swagger({ ...others, paths: { '/pets': { post: { operationId: 'a', responses: ok, ...members } } } })
export const upgraded = (json: JsonObject) => build(json).document.json as Record<string, JsonObject>
export const upgradedOperation = (...given: Parameters<typeof operation>) =>
  (upgraded(operation(...given)).paths as Record<string, Record<string, Record<string, unknown>>>)['/pets']
    ?.post
