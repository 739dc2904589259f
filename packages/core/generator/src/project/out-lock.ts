import { isAbsolute, join, relative, resolve } from 'node:path'
import type { ApiConfig } from '../config.ts'
import { checkConfig } from './config.ts'
import { ProjectError } from './errors.ts'
import { readIfPresent } from './files.ts'
import { isRecord, recordIn } from './records.ts'
import { isUrl, parseUrl } from './spec-url.ts'
import type { ToolVersions } from './versions.ts'

/** Marks a folder as ours; says what it was made from, and how. */
export const outLockName = 'driftless.json'

/** A client outside of a repository of clients, such as in an app's own `src/api`. */
export interface OutLock {
  /** URL of the document, or its path from the folder, with `/`. */
  readonly source: string
  /** Headers sent when the document is fetched; `${NAME}` stands for a variable of the environment. */
  readonly headers?: Readonly<Record<string, string>>
  readonly options: ApiConfig
  readonly operations: number
  readonly tools: ToolVersions
  /** SHA-256 of the canonical document. */
  readonly inputs: { readonly spec: string }
  /** SHA-256 by path in the folder. */
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * What is kept of a source: a URL without credentials, or the way to a file from the folder, which is the same on
 * every machine.
 */
export function keptSource(source: string, folder: string): string {
  if (!isUrl(source)) return relative(folder, source).replaceAll('\\', '/')
  const url = parseUrl(source)
  url.username = ''
  url.password = ''
  return url.href
}

/** The source as it is opened: a URL, or an absolute path. */
export function openedSource({ source }: Pick<OutLock, 'source'>, folder: string): string {
  return isUrl(source) || isAbsolute(source) ? source : resolve(folder, source)
}

/** The text of `driftless.json`. */
export function formatOutLock(lock: OutLock): string {
  const outputs = Object.fromEntries(Object.entries(lock.outputs).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ ...lock, outputs }, null, 2)}\n`
}

/** Reads the mark of a folder; `undefined` where it has none. @throws ProjectError where it is damaged */
export function readOutLock(folder: string): OutLock | undefined {
  const shown = join(folder, outLockName)
  const text = readIfPresent(shown)?.toString()
  if (text === undefined) return undefined
  const lock = recordIn(text)
  if (!isOutLock(lock)) {
    throw new ProjectError(`${shown} is damaged; restore it, or delete the folder and generate it again.`)
  }
  return { ...lock, options: checkConfig(lock.options, shown) }
}

function isOutLock(value: Record<string, unknown> | undefined): value is Record<string, unknown> & OutLock {
  if (value === undefined) return false
  const { source, headers = {}, options, inputs, outputs } = value
  return (
    typeof source === 'string' &&
    isTexts(headers) &&
    isRecord(options) &&
    isRecord(inputs) &&
    typeof inputs.spec === 'string' &&
    isTexts(outputs)
  )
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string')
}
