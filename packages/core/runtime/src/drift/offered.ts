import type { Json, JsonRecord, TreeRecord } from './tree.ts'

/** What is said for people, or about other tools, and changes nothing that is sent or received. */
const words = new Set([
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'deprecated',
  'tags',
  'operationId',
  'links',
  'callbacks',
  'bearerFormat',
  '$comment',
])

/** The members of an object that say what is offered: no words for people, no extensions but ours. */
export function offered(value: JsonRecord): Record<string, Json> {
  const entries = Object.entries(value).filter(
    ([key]) => !words.has(key) && (!key.startsWith('x-') || key.startsWith('x-driftless-')),
  )
  return Object.fromEntries(entries)
}

/** Changes every member of an object; for maps, whose keys are names and never words for people. */
export function mapMembers<T>(
  value: JsonRecord,
  change: (member: Json, key: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member, key)]))
}

/** Leaves out members that say no more than their absence. */
export function withoutDefaults(tree: TreeRecord, defaults: Readonly<Record<string, Json>>): TreeRecord {
  const entries = Object.entries(tree).filter(
    ([key, member]) => member !== undefined && !(Object.hasOwn(defaults, key) && defaults[key] === member),
  )
  return Object.fromEntries(entries)
}
