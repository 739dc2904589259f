import { join } from 'node:path'
import { readIfPresent } from '../../project/files.ts'
import type { Workshop } from '../../project/workshop.ts'
import { largerBump } from '../index.ts'
import { bumpsIn, isByHand } from './files.ts'
import type { ChangesetPlan } from './plan.ts'

/** What only a person can mend. */
type HandWrittenKind = 'written by hand' | 'unreadable' | 'unknown package' | 'unknown bump'

/** What is wrong with a changeset. */
export interface ChangesetProblem {
  /** The API whose changes it tells; nothing where a person wrote it. */
  readonly api?: string
  /** Path of the file, relative to the repository. */
  readonly file: string
  readonly kind: 'missing' | 'too small' | 'out of date' | 'left over' | HandWrittenKind
  /** A sentence that says which packages it is about. */
  readonly message: string
}

/** What to do with a changeset of a person that has the name of one of ours. */
export const otherName = 'its name is kept for `pnpm gen changeset`; give it another one'

/** Compares the changeset that stands in the tree with what it must be. */
export function checkChangeset(workshop: Workshop, plan: ChangesetPlan): ChangesetProblem | undefined {
  const present = readIfPresent(join(workshop.root, plan.file))?.toString()
  if (present === plan.text) return undefined
  const { api, file, bump } = plan
  if (present !== undefined && isByHand(present)) return { file, kind: 'written by hand', message: otherName }
  if (plan.text === undefined) {
    return { api, file, kind: 'left over', message: 'nothing has changed for users since the last release' }
  }
  if (present === undefined) {
    return { api, file, kind: 'missing', message: `${plan.packages.join(', ')}: ${bump}` }
  }
  const found = bumpsIn(present)
  if (found === undefined)
    return { api, file, kind: 'out of date', message: 'it cannot be read as a changeset' }
  const small = plan.packages.filter(
    (name) => largerBump(found.get(name) ?? 'none', bump) !== found.get(name),
  )
  if (small.length > 0) {
    const given = small.map((name) => `${name} is to be ${bump}, not ${found.get(name) ?? 'left out'}`)
    return { api, file, kind: 'too small', message: given.join('; ') }
  }
  return { api, file, kind: 'out of date', message: 'it says something else than what changed' }
}
