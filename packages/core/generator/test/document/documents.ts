import { type BuildInput, buildDocument } from '../../src/document/build.ts'
import { SpecError } from '../../src/document/errors.ts'
import type { JsonObject, LoadedDocument } from '../../src/document/types.ts'

/** The smallest document that is one, with members added or replaced. */
export function spec(members: Record<string, unknown> = {}): JsonObject {
  return { openapi: '3.1.0', info: { title: 'Pets', version: '1' }, paths: {}, ...members } as JsonObject
}

/** A document with one operation, whose members are given. */
export function specWithOperation(
  operation: Record<string, unknown>,
  path = '/pets',
  method = 'get',
): JsonObject {
  return spec({
    paths: { [path]: { [method]: { responses: { 200: { description: 'ok' } }, ...operation } } },
  })
}

export function build(json: unknown): LoadedDocument {
  return buildDocument({ text: JSON.stringify(json), file: 'pets.json' })
}

/** The message of the SpecError that building throws; any other error, and none, fails the test. */
export function messageOf(input: BuildInput | (() => unknown)): string {
  try {
    if (typeof input === 'function') input()
    else buildDocument(input)
  } catch (error) {
    if (error instanceof SpecError) return error.message
    throw error
  }
  throw new Error('no error was thrown')
}

/** The messages about a document given as data, one per problem, without the file and lines. */
export function problemsOf(json: unknown): string[] {
  const text = messageOf({ text: JSON.stringify(json), file: 'pets.json' })
  return text.split('\n').map((line) => line.replace(/^pets\.json(?::\d+)?(?: at )?/, ''))
}
