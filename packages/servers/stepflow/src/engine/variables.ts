import type { FlowDefinition } from './types.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** The variables that a flow declares. */
export interface VariableDeclarations {
  has(name: string): boolean
  /** The value a variable has when a run gives none. */
  defaultOf(name: string): { readonly value: unknown } | undefined
}

/** Reads the schema of a flow's variables; `undefined` if it has none. */
export function declaredVariables(flow: FlowDefinition): VariableDeclarations | undefined {
  const schema = flow.schemas?.properties?.variables
  if (schema === undefined || schema === null) return undefined
  const properties = isObject(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  return {
    has: (name) => Object.hasOwn(properties, name),
    defaultOf: (name) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined
      return isObject(property) ? defaultOf(property, required.includes(name)) : undefined
    },
  }
}

function defaultOf(property: JsonObject, required: boolean): { value: unknown } | undefined {
  if (Object.hasOwn(property, 'default')) return { value: property.default }
  if (required) return undefined
  const { type } = property
  if (Array.isArray(type)) return type.includes('null') ? { value: null } : undefined
  switch (type) {
    case 'string':
      return { value: '' }
    case 'number':
    case 'integer':
      return { value: 0 }
    case 'boolean':
      return { value: false }
    default:
      return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
