import { messageOf, ProjectError } from './errors.ts'

/** Whether a value is an object of named members: neither `null` nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads JSON text that should hold an object; `undefined` where it does not. */
export function recordIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads JSON text that must hold an object.
 *
 * @param shown path for people
 * @throws ProjectError where it does not
 */
export function parseRecord(text: string, shown: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ProjectError(`${shown} is not valid JSON (${messageOf(error)}).`)
  }
  if (!isRecord(value)) throw new ProjectError(`${shown} must hold an object.`)
  return value
}
