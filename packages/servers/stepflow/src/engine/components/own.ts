import { z } from 'zod'
import type { Component } from './component.ts'

/** The part of all paths that belongs to the server itself. */
export const BUILTIN_PREFIX = '/builtin'

/**
 * Says in words why a value cannot be a component beside the others.
 *
 * @param builtin - the server's own components: their short names are taken, too.
 * @returns `undefined` if it can.
 */
export function componentFault(value: unknown, builtin: readonly Component[]): string | undefined {
  if (typeof value !== 'object' || value === null)
    return `a component must be an object, got ${kindOf(value)}`
  const { path, description, input, output, repeatable, run } = value as Partial<
    Record<keyof Component, unknown>
  >
  if (typeof path !== 'string') return `a component needs a path, got ${kindOf(path)}`
  const inPath = pathFault(path, builtin)
  if (inPath !== undefined) return `component ${JSON.stringify(path)}: ${inPath}`
  const fault = (text: string) => `component ${path}: ${text}`
  if (typeof description !== 'string') return fault(`description must be a text, got ${kindOf(description)}`)
  if (typeof run !== 'function') return fault(`run must be a function, got ${kindOf(run)}`)
  if (repeatable !== undefined && typeof repeatable !== 'boolean') {
    return fault(`repeatable must be true or false, got ${kindOf(repeatable)}`)
  }
  const schemas = { input, output }
  for (const [name, schema] of Object.entries(schemas)) {
    const inSchema = schemaFault(schema)
    if (inSchema !== undefined) return fault(`${name} ${inSchema}`)
  }
  return undefined
}

function pathFault(path: string, builtin: readonly Component[]): string | undefined {
  if (!/^\/./.test(path)) return 'the path must start with "/" and go on, such as "/shop/price"'
  if (path === BUILTIN_PREFIX || path.startsWith(`${BUILTIN_PREFIX}/`)) {
    return `paths under ${BUILTIN_PREFIX} belong to the server; choose another`
  }
  const long = builtin.find((component) => component.path === BUILTIN_PREFIX + path)
  return long === undefined ? undefined : `the path is the short name of ${long.path}; choose another`
}

function schemaFault(schema: unknown): string | undefined {
  const isSchema = typeof schema === 'object' && schema !== null && 'safeParse' in schema && '_zod' in schema
  if (!isSchema) return `must be a schema of zod 4, got ${kindOf(schema)}`
  try {
    z.toJSONSchema(schema as unknown as z.ZodType, { io: 'input' })
    return undefined
  } catch (error) {
    return `cannot be written as JSON Schema, which GET /components shows: ${(error as Error).message}`
  }
}

/** What a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}
