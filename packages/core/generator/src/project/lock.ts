import { sha256 } from './hash.ts'
import { isRecord, recordIn } from './records.ts'
import type { ToolVersions } from './versions.ts'

/** What a client was generated from and what came out; no times and no places, so that two machines agree. */
export interface Lock {
  readonly package: string
  readonly operations: number
  readonly inputs: LockInputs
  readonly tools: ToolVersions
  /** SHA-256 by path in the package. */
  readonly outputs: Readonly<Record<string, string>>
}

/** SHA-256 of each input. */
export interface LockInputs {
  readonly spec: string
  readonly overlay: string | null
  readonly guide: string | null
  readonly config: string
}

/** The text of `lock.json`. */
export function formatLock(lock: Lock): string {
  const outputs = Object.fromEntries(Object.entries(lock.outputs).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ ...lock, outputs }, null, 2)}\n`
}

/** Reads a lock; `undefined` where there is none or where it is not one, which is then a difference like any other. */
export function parseLock(text: string | undefined): Lock | undefined {
  const lock = text === undefined ? undefined : recordIn(text)
  return isLock(lock) ? lock : undefined
}

export function hashOutputs(files: ReadonlyMap<string, string | Uint8Array>): Record<string, string> {
  return Object.fromEntries([...files].map(([path, content]) => [path, sha256(content)]))
}

function isLock(value: Record<string, unknown> | undefined): value is Record<string, unknown> & Lock {
  if (value === undefined) return false
  const { inputs, tools, outputs } = value
  return (
    typeof value.package === 'string' &&
    typeof value.operations === 'number' &&
    isRecord(inputs) &&
    isText(inputs.spec) &&
    isText(inputs.config) &&
    isTextOrNull(inputs.overlay) &&
    isTextOrNull(inputs.guide) &&
    isRecord(tools) &&
    isRecord(outputs) &&
    Object.values(outputs).every(isText)
  )
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
