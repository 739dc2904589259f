/** What stands at a place of an OpenAPI 3.x document. Whatever the table does not name is data. */
export type Kind =
  | 'document'
  | 'info'
  | 'server'
  | 'tag'
  | 'components'
  | 'paths'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'requestBody'
  | 'responses'
  | 'response'
  | 'header'
  | 'mediaType'
  | 'encoding'
  | 'schema'
  | 'discriminator'
  | 'example'
  | 'link'
  | 'callback'
  | 'securityScheme'

/** How children of one kind hang on a field: directly, as values of a map, or as items of a list. */
export type Arrangement = 'one' | 'map' | 'list'
export type Slot = readonly [Arrangement, Kind]

export interface Shape {
  /** How the thing is called in a sentence. */
  readonly name: string
  /** Whether `{ "$ref": "…" }` may stand in its place. */
  readonly referable: boolean
  readonly fields: Readonly<Record<string, Slot>>
  /** Kind of every member that is no extension, for things that are maps themselves. */
  readonly members?: Kind
}

/** Names of the operations of a path item, in the order in which OpenAPI lists them. */
export const httpMethods: readonly string[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
]

/** The styles that a parameter can have, by its location; the first is the usual one. */
export const parameterStyles = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
} as const

const one = (kind: Kind): Slot => ['one', kind]
const map = (kind: Kind): Slot => ['map', kind]
const list = (kind: Kind): Slot => ['list', kind]

/** Keywords whose value is one schema. */
const schemaKeywords = [
  'items',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'contains',
  'contentSchema',
  'not',
  'if',
  'then',
  'else',
]

/**
 * The grammar of OpenAPI 3.0 and 3.1 as far as references and structure are concerned. It is what tells a property
 * that is *named* `$ref` or `default` from the keyword: nothing outside these places is ever read as OpenAPI.
 */
export const shapes: Readonly<Record<Kind, Shape>> = {
  document: {
    name: 'the document',
    referable: false,
    fields: {
      info: one('info'),
      servers: list('server'),
      paths: one('paths'),
      webhooks: map('pathItem'),
      components: one('components'),
      tags: list('tag'),
    },
  },
  info: { name: 'info', referable: false, fields: {} },
  server: { name: 'a server', referable: false, fields: {} },
  tag: { name: 'a tag', referable: false, fields: {} },
  components: {
    name: 'components',
    referable: false,
    fields: {
      schemas: map('schema'),
      responses: map('response'),
      parameters: map('parameter'),
      examples: map('example'),
      requestBodies: map('requestBody'),
      headers: map('header'),
      securitySchemes: map('securityScheme'),
      links: map('link'),
      callbacks: map('callback'),
      pathItems: map('pathItem'),
    },
  },
  paths: { name: 'paths', referable: false, fields: {}, members: 'pathItem' },
  pathItem: {
    name: 'a path item',
    referable: true,
    fields: {
      ...Object.fromEntries(httpMethods.map((method) => [method, one('operation')])),
      servers: list('server'),
      parameters: list('parameter'),
    },
  },
  operation: {
    name: 'an operation',
    referable: false,
    fields: {
      parameters: list('parameter'),
      requestBody: one('requestBody'),
      responses: one('responses'),
      callbacks: map('callback'),
      servers: list('server'),
    },
  },
  parameter: {
    name: 'a parameter',
    referable: true,
    fields: { schema: one('schema'), content: map('mediaType'), examples: map('example') },
  },
  requestBody: { name: 'a request body', referable: true, fields: { content: map('mediaType') } },
  responses: { name: 'responses', referable: false, fields: {}, members: 'response' },
  response: {
    name: 'a response',
    referable: true,
    fields: { headers: map('header'), content: map('mediaType'), links: map('link') },
  },
  header: {
    name: 'a header',
    referable: true,
    fields: { schema: one('schema'), content: map('mediaType'), examples: map('example') },
  },
  mediaType: {
    name: 'a media type',
    referable: false,
    fields: { schema: one('schema'), examples: map('example'), encoding: map('encoding') },
  },
  encoding: { name: 'an encoding', referable: false, fields: { headers: map('header') } },
  schema: {
    name: 'a schema',
    referable: true,
    fields: {
      properties: map('schema'),
      patternProperties: map('schema'),
      dependentSchemas: map('schema'),
      $defs: map('schema'),
      definitions: map('schema'),
      ...Object.fromEntries(schemaKeywords.map((keyword) => [keyword, one('schema')])),
      allOf: list('schema'),
      anyOf: list('schema'),
      oneOf: list('schema'),
      prefixItems: list('schema'),
      discriminator: one('discriminator'),
    },
  },
  discriminator: { name: 'a discriminator', referable: false, fields: {} },
  example: { name: 'an example', referable: true, fields: {} },
  link: { name: 'a link', referable: true, fields: { server: one('server') } },
  callback: { name: 'a callback', referable: true, fields: {}, members: 'pathItem' },
  securityScheme: { name: 'a security scheme', referable: true, fields: {} },
}
