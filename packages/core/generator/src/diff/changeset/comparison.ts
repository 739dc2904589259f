import type { Workshop } from '../../project/workshop.ts'
import type { AcceptedBreak, Release, Verdict } from '../types.ts'

/** What changesets need to know of the releases of an API. */
export interface Comparison {
  /** What users would see if the API's client were released as it is now. */
  readonly current: (workshop: Workshop, api: string) => Promise<Release>
  /** What users of the last release see; nothing where there was none. */
  readonly released: (workshop: Workshop, api: string) => Promise<Release | undefined>
  /** What changed for users from one to the other, accepted breaks applied. */
  readonly compare: (workshop: Workshop, old: Release, current: Release) => Promise<Verdict>
  /** The breaks that were accepted since the last releases of all APIs. */
  readonly accepted: (workshop: Workshop) => readonly AcceptedBreak[]
  /** Makes a release the last one. */
  readonly keep: (workshop: Workshop, api: string, release: Release) => Promise<void>
}
