import { join } from 'node:path'
import { readIfPresent } from './files.ts'
import { isRecord, recordIn } from './records.ts'
import { packageFolder, packagePath, type Workshop } from './workshop.ts'

/** What a client's package.json must export, and the generated file that each entry stands for. */
export const requiredExports: Readonly<Record<string, string>> = {
  '.': 'src/index.ts',
  './operations': 'src/operations.ts',
  './streams': 'src/streams.ts',
  './testing': 'src/testing.ts',
  './types': 'src/types.ts',
  './validate': 'src/validate.ts',
  './spec.json': 'spec.json',
}

/**
 * Checks the hand-owned package.json of a client against the files that are generated into it.
 *
 * @param newText of a package.json that is not written yet
 * @returns one sentence per problem
 */
export function checkPackageExports(
  workshop: Workshop,
  packageName: string,
  paths: ReadonlySet<string>,
  newText?: string,
): string[] {
  const shown = `${packagePath(packageName)}/package.json`
  const text =
    newText ?? readIfPresent(join(packageFolder(workshop, packageName), 'package.json'))?.toString()
  if (text === undefined) return [`${shown} is missing: the package ${packageName} does not exist yet.`]
  const manifest = recordIn(text)
  if (manifest === undefined) return [`${shown} is not valid JSON.`]
  const problems: string[] = []
  if (manifest.name !== packageName) {
    problems.push(`${shown}: "name" must be ${JSON.stringify(packageName)}, as in the API's config.`)
  }
  const present = isRecord(manifest.exports) ? manifest.exports : {}
  for (const [subpath, file] of Object.entries(requiredExports)) {
    if (!paths.has(file)) continue
    if (present[subpath] === undefined) problems.push(`${shown}: "exports" lacks "${subpath}" (${file}).`)
  }
  for (const [subpath, file] of sourceTargets(present)) {
    if (!paths.has(file))
      problems.push(`${shown}: "exports" entry "${subpath}" names ${file}, which is not generated.`)
  }
  if (paths.has('src/bin.ts')) problems.push(...binProblems(manifest, shown))
  return problems
}

/** What `npx <package>` runs. */
export const builtBin = './dist/bin.js'

/** The name of a package's program: that of the package, without its scope. */
export function binName(packageName: string): string {
  return packageName.replace(/^@[^/]*\//, '')
}

function binProblems({ name, bin }: Record<string, unknown>, shown: string): string[] {
  const program = binName(String(name))
  if (isRecord(bin) && bin[program] === builtBin) return []
  return [`${shown}: "bin" must have ${JSON.stringify(program)}: "${builtBin}" (src/bin.ts).`]
}

/** Files of the package that exports name by path, other than built ones. */
function sourceTargets(present: Record<string, unknown>): [subpath: string, file: string][] {
  return Object.entries(present).flatMap(([subpath, target]) =>
    leaves(target)
      .filter((path) => path.startsWith('./src/') && !path.includes('*'))
      .map((path): [string, string] => [subpath, path.slice(2)]),
  )
}

function leaves(target: unknown): string[] {
  if (typeof target === 'string') return [target]
  return isRecord(target) ? Object.values(target).flatMap(leaves) : []
}
