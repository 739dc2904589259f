import { requiredExports } from '../project/package-exports.ts'
import type { Release } from './types.ts'

/** Modules that users import, by file name without ending; `index` is the package itself. */
const entryNames = Object.values(requiredExports).flatMap((file) => /^src\/(\w+)\.ts$/.exec(file)?.[1] ?? [])

/** The entries of a release by file name without ending, the main one first. */
export function entriesOf(release: Pick<Release, 'declarations'>): string[] {
  return entryNames.filter((name) => release.declarations.has(`${name}.d.ts`))
}

/** How users import an entry: `stepflow-api`, `stepflow-api/operations`. */
export function importedAs(packageName: string, entry: string): string {
  return entry === 'index' ? packageName : `${packageName}/${entry}`
}

/** The declaration file that a module name stands for in a release; undefined where it is not one of its entries. */
export function entryFile(
  release: Pick<Release, 'declarations' | 'package'>,
  name: string,
): string | undefined {
  const entry = entriesOf(release).find((each) => importedAs(release.package, each) === name)
  return entry === undefined ? undefined : `${entry}.d.ts`
}
