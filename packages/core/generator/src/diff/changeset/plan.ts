import { loadConfig } from '../../project/config.ts'
import { ProjectError } from '../../project/errors.ts'
import type { Workshop } from '../../project/workshop.ts'
import { staleText } from '../accepted.ts'
import type { Bump, Verdict } from '../types.ts'
import { callPairs } from './calls.ts'
import type { Comparison } from './comparison.ts'
import { packagesThatShow } from './downstream.ts'
import { changesetFile } from './files.ts'
import { refuseLost } from './kept.ts'
import { changesetText, changesSummary, firstReleaseSummary } from './text.ts'

/** What the changeset of one API must be. */
export interface ChangesetPlan {
  readonly api: string
  /** Path of the file, relative to the repository. */
  readonly file: string
  readonly bump: Bump
  /** Packages that get the bump: the client, then those that show it to their users. */
  readonly packages: readonly string[]
  /** What the file holds; nothing where nothing has changed for users, and there is none. */
  readonly text: string | undefined
}

/**
 * Works out the changeset of an API from what was released and what stands here now. Writes nothing.
 *
 * @throws ProjectError where an accepted break matches nothing any more, or what is kept is not the last release
 */
export async function planChangeset(
  workshop: Workshop,
  api: string,
  comparison: Comparison,
): Promise<ChangesetPlan> {
  const { config } = await loadConfig(workshop, api)
  const released = await comparison.released(workshop, api)
  refuseLost(workshop, api, config.package, released)
  if (released === undefined) {
    return withText(workshop, api, config.package, 'minor', firstReleaseSummary(config.package))
  }
  const current = await comparison.current(workshop, api)
  const verdict = await comparison.compare(workshop, released, current)
  refuseStale(verdict)
  if (verdict.bump === 'none') {
    return { api, file: changesetFile(api), bump: 'none', packages: [], text: undefined }
  }
  const summary = changesSummary(verdict, await callPairs(released, current))
  return withText(workshop, api, verdict.package, verdict.bump, summary)
}

async function withText(
  workshop: Workshop,
  api: string,
  client: string,
  bump: Exclude<Bump, 'none'>,
  summary: string,
): Promise<ChangesetPlan> {
  const packages = [client, ...(await packagesThatShow(workshop, client))]
  const text = changesetText({ packages, bump, summary })
  return { api, file: changesetFile(api), bump, packages, text }
}

function refuseStale(verdict: Verdict): void {
  const { stale } = verdict
  if (stale.length === 0) return
  const lines = stale.map(
    (each) => `  ${each.position.file}:${each.position.line}: ${staleText(each, verdict)}`,
  )
  throw new ProjectError(`These accepted breaks match nothing that changed:\n${lines.join('\n')}`)
}
