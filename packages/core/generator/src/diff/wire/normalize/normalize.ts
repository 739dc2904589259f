import { isObject, own } from '../../../document/plain.ts'
import { fromPointer } from '../../../document/pointer.ts'
import type { Kind } from '../../../document/shapes.ts'
import type { Json, JsonObject } from '../../../document/types.ts'
import { walk } from '../../../document/walk.ts'
import { plainContent, plainParameter, standAlone, withoutFalse } from './operation.ts'
import { joinParts } from './parts.ts'
import { Origins, rewrite } from './rewrite.ts'
import { copiedComponent, NullableCopies, orNull, plainSchema } from './schema.ts'

/** A document in the one form in which two are compared. */
export interface PlainDocument {
  readonly json: JsonObject
  /** What the objects of `json` were made of. */
  readonly origins: Origins
  /** Pointer into the document that this was made of. */
  readonly originOf: (pointer: string) => string
  /** The same document in other words, whose origins are noted. */
  readonly rewritten: (json: JsonObject) => PlainDocument
}

/**
 * Writes a document in one way out of the many that mean the same on the wire, so that a comparison finds what users
 * would see and nothing else: OpenAPI 3.0 as its later versions, every operation complete in itself, null in one form, no defaults,
 * nothing whose order means nothing.
 */
export function plainDocument(document: JsonObject): PlainDocument {
  const origins = new Origins()
  const copies = new NullableCopies()
  const isOld = String(own(document, 'openapi')).startsWith('3.0')
  const rewritten = rewrite(document, (node, kind) => plain(node, kind, isOld, copies), origins)
  const { security: _security, tags: _tags, info, ...rest } = rewritten
  const { version: _version, ...about } = isObject(info) ? info : {}
  const complete = {
    ...withoutExtensions(rest),
    openapi: '3.2.0',
    info: { ...withoutExtensions(about), title: about.title ?? '', version: '0' },
    ...paths(rewritten, origins),
  }
  const json = withNullableCopies(joinParts(complete, origins), origins, copies)
  return withOrigins(json, origins)
}

function withOrigins(json: JsonObject, origins: Origins): PlainDocument {
  return {
    json,
    origins,
    originOf: (pointer) => origins.originOf(json, pointer),
    rewritten: (other) => withOrigins(other, origins),
  }
}

function plain(node: JsonObject, kind: Kind, isOld: boolean, copies: NullableCopies): JsonObject {
  if (kind === 'schema') return plainSchema(node, isOld, copies)
  const ref = own(node, '$ref')
  if (typeof ref === 'string' && kind !== 'pathItem') return { $ref: ref }
  const kept = withoutExtensions(node)
  if (kind === 'parameter' || kind === 'header') return plainParameter(kept)
  if (kind === 'requestBody' || kind === 'response') return plainContent(withoutFalse(kept))
  if (kind === 'operation') return withoutFalse(without(kept, 'externalDocs'))
  if (kind === 'mediaType') return without(without(kept, 'example'), 'examples')
  return kept
}

function paths(json: JsonObject, origins: Origins): { readonly paths?: JsonObject } {
  if (!isObject(json.paths)) return {}
  const entries = Object.entries(json.paths)
    .filter(([path]) => !path.startsWith('x-'))
    .map(([path, item]): [string, Json] => {
      if (!isObject(item)) return [path, item]
      const made = standAlone(json, item)
      origins.copy(item, made)
      for (const [key, operation] of Object.entries(made)) {
        const before = own(item, key)
        if (isObject(operation) && isObject(before)) origins.copy(before, operation)
      }
      return [path, made]
    })
  return { paths: Object.fromEntries(entries) }
}

/** Adds the copies of components that are referred to as ones that may be null; each stands for where it is used. */
function withNullableCopies(json: JsonObject, origins: Origins, copies: NullableCopies): JsonObject {
  const components = own(json, 'components')
  const schemas = own(components, 'schemas')
  if (!isObject(components) || !isObject(schemas)) return json
  const made: [string, Json][] = []
  walk(json, 'document', undefined, {
    reference: ({ ref, kind, node }) => {
      const name = fromPointer(ref.slice(1)).at(-1) ?? ''
      const copied = kind === 'schema' ? copiedComponent(name) : undefined
      if (copied === undefined) return
      const copy = nullableCopy(own(schemas, copied) ?? true, copies)
      if (isObject(copy)) origins.copy(node, copy)
      made.push([name, copy])
    },
  })
  return { ...json, components: { ...components, schemas: { ...schemas, ...Object.fromEntries(made) } } }
}

function nullableCopy(schema: Json, copies: NullableCopies): Json {
  if (!isObject(schema)) return schema
  // A component that only refers to another one would become a copy that refers to a copy.
  return typeof schema.$ref === 'string'
    ? { anyOf: [schema, { type: 'null' }] }
    : { ...orNull(schema, copies) }
}

function withoutExtensions(node: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(node).filter(([key]) => !key.startsWith('x-') || key.startsWith('x-driftless-')),
  )
}

function without(node: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = node
  return rest
}
