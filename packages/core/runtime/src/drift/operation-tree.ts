import { pathOfUrl, pathsOfServers } from './addresses.ts'
import { mapMembers, offered, withoutDefaults } from './offered.ts'
import { resolve } from './references.ts'
import { schemaTree } from './schema-tree.ts'
import {
  isList,
  isRecord,
  type Json,
  type JsonRecord,
  own,
  type Tree,
  type TreeRecord,
  Unordered,
} from './tree.ts'

/** Where an operation stands. */
export interface OperationPlace {
  readonly document: JsonRecord
  readonly path: string
  readonly pathItem: JsonRecord
  readonly operation: JsonRecord
}

/** Takes from an operation what it offers: what is sent and received, by whom and where. */
export function operationTree(place: OperationPlace): Tree {
  const { document, pathItem, operation } = place
  const servers = own(operation, 'servers') ?? own(pathItem, 'servers')
  const responses = own(operation, 'responses')
  return {
    ...offered(operation),
    parameters: new Unordered(parameters(place)),
    requestBody: bodyTree(document, own(operation, 'requestBody')),
    responses: isRecord(responses)
      ? mapMembers(offered(responses), (response) => responseTree(document, response))
      : undefined,
    security: securityTree(document, own(operation, 'security') ?? own(document, 'security')),
    servers: servers === undefined ? undefined : new Unordered(pathsOfServers(servers)),
  }
}

/** Those of the path, unless the operation has its own of the same name. */
function parameters({ document, path, pathItem, operation }: OperationPlace): Tree[] {
  const found = new Map<string, Tree>()
  for (const holder of [pathItem, operation]) {
    const list = own(holder, 'parameters')
    for (const listed of isList(list) ? list : []) {
      const parameter = resolve(document, listed)
      if (!isRecord(parameter)) continue
      const name = wireName(parameter, path)
      if (name === undefined) continue
      found.set(`${own(parameter, 'in')} ${name}`, parameterTree(document, { ...parameter, name }))
    }
  }
  return [...found.values()]
}

/** Headers that parameters cannot describe, as OpenAPI says. */
const describedElsewhere = ['accept', 'authorization', 'content-type']

/** A path parameter's name is never sent, only its place in the path matters; headers have no case. */
function wireName(parameter: JsonRecord, path: string): string | undefined {
  const name = String(own(parameter, 'name'))
  const place = own(parameter, 'in')
  if (place === 'path') {
    const index = [...path.matchAll(/\{([^}]*)\}/g)].findIndex(([, inPath]) => inPath === name)
    return index === -1 ? name : String(index)
  }
  if (place !== 'header') return name
  return describedElsewhere.includes(name.toLowerCase()) ? undefined : name.toLowerCase()
}

function parameterTree(document: Json, parameter: JsonRecord): TreeRecord {
  const isForm = ['query', 'cookie'].includes(String(own(parameter, 'in')))
  const style = own(parameter, 'style') ?? (isForm ? 'form' : 'simple')
  const tree = {
    ...offered(parameter),
    schema: optionalSchema(document, own(parameter, 'schema')),
    content: contentTree(document, own(parameter, 'content')),
    style,
    explode: own(parameter, 'explode') ?? style === 'form',
  }
  return withoutDefaults(tree, { required: false, allowReserved: false, allowEmptyValue: false })
}

function bodyTree(document: Json, body: Json | undefined): Tree | undefined {
  const resolved = resolve(document, body)
  if (!isRecord(resolved)) return resolved
  const tree = { ...offered(resolved), content: contentTree(document, own(resolved, 'content')) }
  return withoutDefaults(tree, { required: false })
}

function responseTree(document: Json, response: Json): Tree {
  const resolved = resolve(document, response) ?? null
  if (!isRecord(resolved)) return resolved
  return {
    ...offered(resolved),
    headers: headersTree(document, own(resolved, 'headers')),
    content: contentTree(document, own(resolved, 'content')),
  }
}

function headersTree(document: Json, headers: Json | undefined): TreeRecord | undefined {
  if (!isRecord(headers)) return undefined
  const entries = Object.entries(headers).flatMap(([name, header]): [string, Tree][] => {
    const resolved = resolve(document, header)
    if (!isRecord(resolved) || name.toLowerCase() === 'content-type') return []
    return [[name.toLowerCase(), parameterTree(document, resolved)]]
  })
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

function contentTree(document: Json, content: Json | undefined): TreeRecord | undefined {
  if (!isRecord(content) || Object.keys(content).length === 0) return undefined
  return mapMembers(content, (mediaType): Tree => {
    const resolved = resolve(document, mediaType) ?? null
    if (!isRecord(resolved)) return resolved
    const encoding = own(resolved, 'encoding')
    return {
      ...offered(resolved),
      schema: optionalSchema(document, own(resolved, 'schema')),
      itemSchema: optionalSchema(document, own(resolved, 'itemSchema')),
      encoding: isRecord(encoding)
        ? mapMembers(encoding, (part) => (isRecord(part) ? encodingTree(document, part) : part))
        : undefined,
    }
  })
}

function encodingTree(document: Json, encoding: JsonRecord): TreeRecord {
  return { ...offered(encoding), headers: headersTree(document, own(encoding, 'headers')) }
}

function optionalSchema(document: Json, schema: Json | undefined): Tree | undefined {
  return schema === undefined ? undefined : schemaTree(document, schema)
}

/** Alternatives, each a set of schemes with what they are; their names in the document are never sent. */
function securityTree(document: JsonRecord, security: Json | undefined): Tree {
  const alternatives = isList(security) && security.length > 0 ? security : [{}]
  const schemes = own(own(document, 'components'), 'securitySchemes')
  return new Unordered(
    alternatives.map((alternative): Tree => {
      if (!isRecord(alternative)) return alternative
      const needed = Object.entries(alternative).map(([name, scopes]): Tree => {
        const scheme = resolve(document, own(schemes, name))
        return { scheme: isRecord(scheme) ? schemeTree(scheme) : name, scopes: scopesTree(scopes) }
      })
      return new Unordered(needed)
    }),
  )
}

function scopesTree(scopes: Json): Tree {
  return isList(scopes) ? new Unordered(scopes) : scopes
}

/** A scheme without the hosts that it names, which differ from machine to machine. */
function schemeTree(scheme: JsonRecord): Tree {
  const entries = Object.entries(offered(scheme)).map(([key, value]): [string, Tree] => {
    if (key === 'flows' && isRecord(value)) {
      return [key, mapMembers(offered(value), (flow) => (isRecord(flow) ? flowTree(flow) : flow))]
    }
    return [key, isUrl(key, value) ? pathOfUrl(value) : value]
  })
  return Object.fromEntries(entries)
}

function flowTree(flow: JsonRecord): Tree {
  const entries = Object.entries(offered(flow)).map(([key, value]): [string, Tree] => {
    // The values of scopes are descriptions.
    if (key === 'scopes' && isRecord(value)) return [key, new Unordered(Object.keys(value))]
    return [key, isUrl(key, value) ? pathOfUrl(value) : value]
  })
  return Object.fromEntries(entries)
}

function isUrl(key: string, value: Json): value is string {
  return /url$/i.test(key) && typeof value === 'string'
}
