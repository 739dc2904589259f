import { mapMembers, offered, withoutDefaults } from './offered.ts'
import { localPointer, valueAt } from './references.ts'
import {
  isList,
  isRecord,
  type Json,
  type JsonRecord,
  own,
  Reference,
  type Tree,
  type TreeRecord,
  Unordered,
} from './tree.ts'

const single = new Set([
  'additionalItems',
  'additionalProperties',
  'contains',
  'contentSchema',
  'else',
  'if',
  'items',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
])
const maps = new Set(['dependentSchemas', 'patternProperties', 'properties'])
const unorderedLists = new Set(['allOf', 'anyOf', 'oneOf'])
/** Holds what is only there to be referred to, or names the schema. */
const elsewhere = new Set(['$defs', '$id', '$schema', 'definitions'])

/**
 * Takes from a schema what it says of values, in one form for OpenAPI 3.0 and 3.1: `nullable` is a type, `const` an
 * enum of one. References stay references.
 */
export function schemaTree(document: Json, schema: Json): Tree {
  if (schema === true) return {}
  if (!isRecord(schema)) return schema
  const entries = Object.entries(offered(schema)).flatMap(([key, value]): [string, Tree][] =>
    elsewhere.has(key) ? [] : [[key, keywordTree(document, key, value)]],
  )
  const tree = Object.fromEntries(entries)
  return simplest(withoutDefaults(sameInBothVersions(schema, tree), absent))
}

const absent: Readonly<Record<string, Json>> = {
  nullable: false,
  readOnly: false,
  uniqueItems: false,
  writeOnly: false,
  exclusiveMinimum: false,
  exclusiveMaximum: false,
}

function keywordTree(document: Json, key: string, value: Json): Tree {
  const toTree = (member: Json) => schemaTree(document, member)
  if (key === '$ref' && typeof value === 'string') return referenceTo(document, value)
  if (single.has(key)) return isList(value) ? value.map(toTree) : toTree(value)
  if (maps.has(key) && isRecord(value)) return mapMembers(value, toTree)
  if (unorderedLists.has(key) && isList(value)) return new Unordered(value.map(toTree))
  if (key === 'prefixItems' && isList(value)) return value.map(toTree)
  if (key === 'discriminator' && isRecord(value)) return discriminatorTree(document, value)
  if (key === 'enum' || key === 'required') return isList(value) ? new Unordered(value) : value
  if (key === 'type') return new Unordered(isList(value) ? value : [value])
  return value
}

/** A reference that leads nowhere here stands for itself. */
function referenceTo(document: Json, ref: string): Tree {
  const pointer = localPointer(ref)
  return pointer === undefined || valueAt(document, pointer) === undefined ? ref : new Reference(pointer)
}

function discriminatorTree(document: Json, discriminator: JsonRecord): Tree {
  const mapping = own(discriminator, 'mapping')
  if (!isRecord(mapping)) return offered(discriminator)
  const targets = mapMembers(mapping, (target) => {
    if (typeof target !== 'string') return target
    const ref = /^[\w.-]+$/.test(target) ? `#/components/schemas/${target}` : target
    return referenceTo(document, ref)
  })
  return { ...offered(discriminator), mapping: targets }
}

function sameInBothVersions(schema: JsonRecord, tree: TreeRecord): TreeRecord {
  const { nullable, const: constant, ...rest } = tree
  const changed: Record<string, Tree | undefined> = { ...rest }
  if (nullable === true && tree.type instanceof Unordered) {
    const others = tree.type.items.filter((type) => type !== 'null')
    changed.type = new Unordered([...others, 'null'])
  } else if (nullable !== undefined) changed.nullable = nullable
  if (constant !== undefined) {
    if (tree.enum === undefined) changed.enum = new Unordered([constant])
    else changed.const = constant
  }
  for (const [bound, exclusive] of bounds) {
    if (own(schema, exclusive) !== true || typeof own(schema, bound) !== 'number') continue
    changed[exclusive] = tree[bound]
    changed[bound] = undefined
  }
  if (changed.required instanceof Unordered && changed.required.items.length === 0)
    changed.required = undefined
  return changed
}

const bounds = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
] as const

/** What says nothing beside a reference, or beside the only member of `allOf`, is that one. */
function simplest(tree: TreeRecord): Tree {
  const [[key, value] = [], ...others] = Object.entries(tree)
  if (others.length > 0 || value === undefined) return tree
  if (key === '$ref' && value instanceof Reference) return value
  if (key === 'allOf' && value instanceof Unordered && value.items.length === 1) return value.items[0] ?? tree
  return tree
}
