import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ProjectError } from '../../project/errors.ts'
import { readIfPresent } from '../../project/files.ts'
import type { Workshop } from '../../project/workshop.ts'
import { otherName } from './check.ts'
import { isByHand } from './files.ts'
import type { ChangesetPlan } from './plan.ts'

export type Written = 'written' | 'in step' | 'removed'

/**
 * Makes the changeset of an API what it must be; touches no other file, and none that is right already.
 *
 * @throws ProjectError where a person wrote a changeset of that name
 */
export function writeChangeset(workshop: Workshop, plan: ChangesetPlan): Written {
  const path = join(workshop.root, plan.file)
  const present = readIfPresent(path)?.toString()
  if (present === plan.text) return 'in step'
  if (present !== undefined && isByHand(present))
    throw new ProjectError(`${plan.file} was written by hand: ${otherName}.`)
  if (plan.text === undefined) {
    rmSync(path)
    return 'removed'
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, plan.text)
  return 'written'
}
