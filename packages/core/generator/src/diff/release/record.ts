import type { ReleasedOperation } from '../types.ts'

/** What `released/release.json` says. */
export interface ReleaseRecord {
  readonly package: string
  readonly version: string
  readonly client: string
  readonly operations: readonly ReleasedOperation[]
  /** SHA-256 of every other file of the folder, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** Reads a record; `undefined` where there is none or where it is not one. */
export function parseReleaseRecord(text: string | undefined): ReleaseRecord | undefined {
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

const operationTexts = ['id', 'name', 'resource', 'method', 'httpMethod', 'path', 'pointer']

function isRecord(value: unknown): value is ReleaseRecord {
  if (!isObject(value) || !isObject(value.files) || !Array.isArray(value.operations)) return false
  return (
    hasTexts(value, ['package', 'version', 'client']) &&
    hasTexts(value.files, Object.keys(value.files)) &&
    value.operations.every((operation) => isObject(operation) && hasTexts(operation, operationTexts))
  )
}

function hasTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
