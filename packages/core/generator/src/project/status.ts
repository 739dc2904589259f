import { type ApiCheck, checkProject } from './check-project.ts'
import { messageOf } from './errors.ts'
import { readIfPresent } from './files.ts'
import { sha256 } from './hash.ts'
import { parseLock } from './lock.ts'
import type { Pipeline } from './pipeline.ts'
import { pathsOf, type Workshop } from './workshop.ts'

export interface ApiStatus {
  readonly api: string
  /** `info.version` of the stored document; `-` where there is none. */
  readonly version: string
  /** First 12 digits of the document's SHA-256; `-` where there is none. */
  readonly hash: string
  readonly operations: number
  /** npm name of the client; nothing where none was generated yet. */
  readonly package?: string
  readonly state: 'in step' | 'out of step' | 'half-swapped'
  /** First thing that is wrong, in words. */
  readonly reason?: string
}

/** Looks at some APIs; writes nothing. */
export async function projectStatus(
  workshop: Workshop,
  options: { readonly apis: readonly string[]; readonly pipeline: Pipeline; readonly signal?: AbortSignal },
): Promise<ApiStatus[]> {
  const report = await checkProject(workshop, { ...options, full: false })
  return options.apis.map((api) => {
    const check = report.apis.find((candidate) => candidate.api === api)
    const paths = pathsOf(workshop, api)
    const bytes = readIfPresent(paths.spec)
    const lock = parseLock(readIfPresent(paths.lock)?.toString())
    return {
      api,
      version: bytes === undefined ? '-' : specVersion(bytes.toString()),
      hash: bytes === undefined ? '-' : sha256(bytes).slice(0, 12),
      operations: check?.operations ?? 0,
      ...(lock && { package: lock.package }),
      ...stateOf(check),
    }
  })
}

function stateOf(check: ApiCheck | undefined): Pick<ApiStatus, 'state' | 'reason'> {
  if (check === undefined) return { state: 'half-swapped', reason: '`pnpm gen generate` completes it' }
  if (check.inStep) return { state: 'in step' }
  const drift = check.drifts[0]
  const reason =
    check.problems[0] ?? check.reasons[0] ?? (drift && `${drift.path} ${drift.kind}, ${drift.cause}`)
  return { state: 'out of step', ...(reason !== undefined && { reason }) }
}

function specVersion(text: string): string {
  try {
    const value: { info?: { version?: unknown } } | null = JSON.parse(text)
    return typeof value?.info?.version === 'string' ? value.info.version : '-'
  } catch (error) {
    return `unreadable (${messageOf(error)})`
  }
}
