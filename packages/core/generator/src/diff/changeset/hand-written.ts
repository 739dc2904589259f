import { join } from 'node:path'
import { readIfPresent } from '../../project/files.ts'
import { recordIn } from '../../project/records.ts'
import { listApis, type Workshop } from '../../project/workshop.ts'
import { workspacePackages } from '../../project/workspace-packages.ts'
import { bumps } from '../bumps.ts'
import type { ChangesetProblem } from './check.ts'
import { changesetFile, headOf, readChangesets } from './files.ts'
import { isGenerated } from './text.ts'

/** Changesets by path that are no work of `gen changeset`, whatever they are called. */
export function handWritten(workshop: Workshop): Map<string, string> {
  const kept = new Set(listApis(workshop).map(changesetFile))
  const texts = [...readChangesets(workshop)]
  return new Map(texts.filter(([file, text]) => !kept.has(file) && !isGenerated(text)))
}

/** What would stop `changeset version` in the changesets that people wrote. */
export async function checkHandWritten(workshop: Workshop): Promise<ChangesetProblem[]> {
  const texts = handWritten(workshop)
  if (texts.size === 0) return []
  const known = await packageNames(workshop)
  return [...texts].flatMap(([file, text]) =>
    problemsIn(text, known).map((problem) => ({ file, ...problem })),
  )
}

function problemsIn(text: string, known: ReadonlySet<string>): Omit<ChangesetProblem, 'file'>[] {
  const head = headOf(text)
  if (head === undefined) {
    const message =
      'it begins with no list of packages; write `"<package>": <bump>` between two lines of `---`'
    return [{ kind: 'unreadable', message }]
  }
  return [...head].flatMap(([name, bump]): Omit<ChangesetProblem, 'file'>[] => {
    if (!known.has(name)) {
      const message = `no package ${JSON.stringify(name)} is released from here; correct the name, or take its line out`
      return [{ kind: 'unknown package', message }]
    }
    if (bumps.some((each) => each === bump)) return []
    const message = `${name} cannot move by ${JSON.stringify(bump)}; write major, minor, patch or none`
    return [{ kind: 'unknown bump', message }]
  })
}

/** Names of the packages that a changeset may name: `changeset version` refuses private ones where it is told to. */
async function packageNames(workshop: Workshop): Promise<Set<string>> {
  const config = recordIn(readIfPresent(join(workshop.root, '.changeset/config.json'))?.toString() ?? '')
  const packages = await workspacePackages(workshop)
  return new Set(
    packages
      .filter(({ manifest }) => manifest.private !== true || config?.privatePackages !== false)
      .map(({ manifest }) => String(manifest.name)),
  )
}
