import { isRecord, recordIn } from '../../project/records.ts'
import type { ReleasedOperation } from '../types.ts'

/** What `released/release.json` says. */
export interface ReleaseRecord {
  readonly package: string
  readonly version: string
  readonly client: string
  readonly operations: readonly ReleasedOperation[]
  /** Where its calls go. */
  readonly connection: Readonly<Record<string, string>>
  /** SHA-256 of what of it runs. */
  readonly code: string
  /** SHA-256 of every other file of the folder, by path. */
  readonly files: Readonly<Record<string, string>>
}

/** Reads a record; `undefined` where there is none or where it is not one. */
export function parseReleaseRecord(text: string | undefined): ReleaseRecord | undefined {
  const record = text === undefined ? undefined : recordIn(text)
  return isReleaseRecord(record) ? record : undefined
}

const operationTexts = ['id', 'name', 'resource', 'method', 'httpMethod', 'path', 'pointer']

function isReleaseRecord(
  value: Record<string, unknown> | undefined,
): value is Record<string, unknown> & ReleaseRecord {
  if (!isRecord(value?.files) || !isRecord(value.connection) || !Array.isArray(value.operations)) return false
  return (
    hasTexts(value, ['package', 'version', 'client', 'code']) &&
    hasTexts(value.connection, Object.keys(value.connection)) &&
    hasTexts(value.files, Object.keys(value.files)) &&
    value.operations.every((operation) => isRecord(operation) && hasTexts(operation, operationTexts))
  )
}

function hasTexts(value: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof value[name] === 'string')
}
