import { describe, isArray, isObject, own } from './plain.ts'
import { toPointer } from './pointer.ts'
import { httpMethods, type Kind, parameterStyles } from './shapes.ts'
import type { Json, JsonObject } from './types.ts'

/** Notes a problem at a place below the checked object. */
export type Report = (keys: readonly (string | number)[], message: string) => void
export type Rule = (node: JsonObject, report: Report) => void

const schemaTypes = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']
const pathItemFields = [...httpMethods, '$ref', 'summary', 'description', 'servers', 'parameters']

/** What each kind of object must say for a client to be made from it. Anything else is left to the lint. */
export const rules: Readonly<Partial<Record<Kind, Rule>>> = {
  document: (node, report) => {
    if (own(node, 'info') === undefined) report([], 'the document has no info; add its title and version.')
  },
  info: (node, report) => {
    requireText(node, 'title', report)
    requireText(node, 'version', report)
  },
  paths: (node, report) => {
    for (const path of Object.keys(node)) {
      if (!path.startsWith('x-') && !path.startsWith('/'))
        report([path], 'a path must start with "/"; correct it.')
    }
  },
  pathItem: (node, report) => {
    for (const key of Object.keys(node)) {
      if (!key.startsWith('x-') && !pathItemFields.includes(key)) {
        report(
          [key],
          `${JSON.stringify(key)} is neither an HTTP method nor a field of a path item; correct or remove it.`,
        )
      }
    }
  },
  operation: (node, report) => {
    const id = own(node, 'operationId')
    if (id !== undefined && (typeof id !== 'string' || id === '')) {
      report(['operationId'], `an operationId must be a text, not ${describe(id)}; correct or remove it.`)
    }
    const tags = own(node, 'tags')
    if (tags !== undefined) requireTexts(tags, 'tags', report)
    requireType(node, 'deprecated', 'boolean', report)
  },
  parameter: checkParameter,
  header: (node, report) => checkContent(node, 'a header', report),
  requestBody: (node, report) => {
    requireType(node, 'required', 'boolean', report)
    if (own(node, '$ref') === undefined && own(node, 'content') === undefined) {
      report([], 'a request body needs content; add a media type and its schema.')
    }
  },
  responses: (node, report) => {
    for (const status of Object.keys(node)) {
      if (!/^(?:[1-5](?:\d\d|XX)|default|x-.*)$/.test(status)) {
        report(
          [status],
          `${JSON.stringify(status)} is no status; use a code such as 200, a range such as 4XX, or default.`,
        )
      }
    }
  },
  schema: checkSchema,
  discriminator: (node, report) => requireText(node, 'propertyName', report),
  securityScheme: checkSecurityScheme,
}

function checkParameter(node: JsonObject, report: Report): void {
  if (own(node, '$ref') !== undefined) return
  requireText(node, 'name', report)
  const location = own(node, 'in')
  const styles: readonly string[] | undefined =
    typeof location === 'string' && Object.hasOwn(parameterStyles, location)
      ? parameterStyles[location as keyof typeof parameterStyles]
      : undefined
  if (styles === undefined) {
    report(
      location === undefined ? [] : ['in'],
      `"in" of a parameter must be path, query, header or cookie, not ${describe(location)}.`,
    )
  }
  const style = own(node, 'style')
  if (styles !== undefined && style !== undefined && !styles.includes(String(style))) {
    report(
      ['style'],
      `a ${location} parameter cannot have the style ${JSON.stringify(style)}; use ${styles.join(' or ')}.`,
    )
  }
  for (const key of ['required', 'deprecated', 'explode', 'allowReserved'])
    requireType(node, key, 'boolean', report)
  checkContent(node, 'a parameter', report)
}

/** A parameter or header has a schema, or exactly one media type instead. */
function checkContent(node: JsonObject, name: string, report: Report): void {
  if (own(node, '$ref') !== undefined) return
  const content = own(node, 'content')
  const hasSchema = own(node, 'schema') !== undefined
  if (hasSchema === (content !== undefined)) {
    report(
      [],
      `${name} needs either a schema or content${hasSchema ? ', not both' : ''}; ${hasSchema ? 'remove one' : 'add one'}.`,
    )
  } else if (isObject(content) && Object.keys(content).length !== 1) {
    report(
      ['content'],
      `content of ${name} must name exactly one media type, not ${Object.keys(content).length}.`,
    )
  }
}

function checkSchema(node: JsonObject, report: Report): void {
  const type = own(node, 'type')
  if (type !== undefined) {
    const named = isArray(type) ? type : [type]
    for (const name of named) {
      if (typeof name === 'string' && schemaTypes.includes(name)) continue
      report(
        ['type'],
        `${describe(name)} is no type; use ${schemaTypes.slice(0, -1).join(', ')} or ${schemaTypes.at(-1)}.`,
      )
    }
  }
  const required = own(node, 'required')
  if (required !== undefined) requireTexts(required, 'required', report)
  const values = own(node, 'enum')
  if (values !== undefined && !isArray(values))
    report(['enum'], `enum must be an array, not ${describe(values)}.`)
  for (const key of ['nullable', 'readOnly', 'writeOnly', 'deprecated'])
    requireType(node, key, 'boolean', report)
}

function checkSecurityScheme(node: JsonObject, report: Report): void {
  if (own(node, '$ref') !== undefined) return
  const type = own(node, 'type')
  if (type === 'http') requireText(node, 'scheme', report)
  else if (type === 'apiKey') {
    requireText(node, 'name', report)
    const location = own(node, 'in')
    if (!['query', 'header', 'cookie'].includes(String(location))) {
      report(
        location === undefined ? [] : ['in'],
        `"in" of an API key must be query, header or cookie, not ${describe(location)}.`,
      )
    }
  } else if (!['oauth2', 'openIdConnect', 'mutualTLS'].includes(String(type))) {
    report(
      [],
      `the type of a security scheme must be apiKey, http, mutualTLS, oauth2 or openIdConnect, not ${describe(type)}.`,
    )
  }
}

function requireText(node: JsonObject, key: string, report: Report): void {
  const value = own(node, key)
  if (value === undefined) report([], `${key} is missing; add it.`)
  else if (typeof value === 'number')
    report([key], `${key} must be a text, not ${describe(value)}; put it in quotes.`)
  else if (typeof value !== 'string') report([key], `${key} must be a text, not ${describe(value)}.`)
}

function requireTexts(value: Json, key: string, report: Report): void {
  if (!isArray(value)) report([key], `${key} must be an array of texts, not ${describe(value)}.`)
  else {
    for (const [index, item] of value.entries()) {
      if (typeof item !== 'string')
        report([key, index], `${key} must hold texts only, not ${describe(item)}.`)
    }
  }
}

function requireType(node: JsonObject, key: string, type: 'boolean', report: Report): void {
  const value = own(node, key)
  if (value !== undefined && typeof value !== type) {
    report([key], `${key} must be true or false, not ${describe(value)}.`)
  }
}

/** Joins the pointer of a checked object and keys below it. */
export function below(pointer: string, keys: readonly (string | number)[]): string {
  return pointer + toPointer(keys)
}
