/**
 * What a package may weigh. Sizes are of the very tarball, and of what a bundler makes of it: an operation of a client
 * alone, and its class with everything.
 */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle, gzipped } from './bundle.ts'
import type { InstalledPackage } from './install.ts'

/** All in bytes; those of bundles minified and gzipped. What has no limit is shown, and passes. */
export interface Budget {
  readonly tarball?: number
  /** The largest operation, bundled alone. */
  readonly operation?: number
  /** The client class, bundled. */
  readonly client?: number
}

/**
 * What holds for a package that budgets.json does not name: an operation alone weighs the same in a small API and in a
 * large one, while tarball and class grow with it.
 */
export const defaultBudget: Budget = { operation: 8000 }

const file = join(import.meta.dirname, 'budgets.json')

/** The budgets by package. */
export async function readBudgets(): Promise<Readonly<Record<string, Budget>>> {
  return JSON.parse(await readFile(file, 'utf8'))
}

/**
 * Holds a package against its budget, and looks whether a bundler can leave out the operations that are not called.
 *
 * @returns one sentence per thing that is wrong; empty where all is well
 */
export async function checkBudget(
  installed: InstalledPackage,
  tarball: string,
  budget: Budget | undefined,
  print: (line: string) => void,
): Promise<string[]> {
  const { name } = installed
  const isClient = installed.manifest.exports['./operations'] !== undefined
  const bundles = isClient ? await bundleSizes(installed) : { sizes: {}, unshaken: [] }
  const sizes = { tarball: (await stat(tarball)).size, ...bundles.sizes }
  const shown = Object.entries(sizes).map(([what, size]) => `${what} ${size}`)
  print(`sizes   ${name}: ${shown.join(', ')} bytes`)
  return [...overBudget(name, sizes, { ...defaultBudget, ...budget }), ...bundles.unshaken]
}

type Sizes = Readonly<Partial<Record<keyof Budget, number>>>

function overBudget(name: string, sizes: Sizes, budget: Budget): string[] {
  return (['tarball', 'operation', 'client'] as const).flatMap((what) => {
    const [size, limit] = [sizes[what], budget[what]]
    if (size === undefined || limit === undefined || size <= limit) return []
    return [
      `${name}: ${what} weighs ${size} bytes; its budget is ${limit}. If that is meant, scripts/release/budgets.json gives it another.`,
    ]
  })
}

interface Operation {
  readonly name: string
  readonly path: string
}

async function bundleSizes({
  name,
  folder,
}: InstalledPackage): Promise<{ sizes: Sizes; unshaken: string[] }> {
  const manifest = await readFile(join(folder, 'node_modules', name, 'operations.json'), 'utf8')
  const { operations } = JSON.parse(manifest) as { operations: Operation[] }
  const alone = await Promise.all(
    operations.map(({ name: operation }) =>
      bundle(`export { createClient, ${operation} } from '${name}/operations'`, folder),
    ),
  )
  // A path such as `/` may be a text of the runtime as well: what stands in a bundle without operations says nothing.
  const none = withoutNames(await bundle(`export { createClient } from '${name}/operations'`, folder))
  const unshaken = operations.flatMap((operation, index) =>
    strays(
      name,
      operation,
      alone[index] ?? '',
      operations.filter(({ path }) => !holds(none, withoutNames(path))),
    ),
  )
  const client = gzipped(await bundle(`export * from '${name}'`, folder))
  return { sizes: { operation: Math.max(0, ...alone.map(gzipped)), client }, unshaken }
}

/** Whether paths of other operations stand in the bundle of one, each in quotes of its own. */
function strays(
  client: string,
  { name, path }: Operation,
  text: string,
  all: readonly Operation[],
): string[] {
  const bundled = withoutNames(text)
  const found = [...new Set(all.map((other) => withoutNames(other.path)))].filter((other) =>
    holds(bundled, other),
  )
  const own = withoutNames(path)
  if (!holds(bundled, own)) return [`${client}: ${name} bundled alone does not hold its own path ${path}.`]
  const others = found.filter((other) => other !== own)
  return others.length === 0 ? [] : [`${client}: ${name} bundled alone brings ${others.join(', ')} too.`]
}

function holds(text: string, path: string): boolean {
  return ['"', "'", '`'].some((quote) => text.includes(quote + path + quote))
}

/** Parameters of paths have other names in code than on the wire. */
function withoutNames(text: string): string {
  return text.replace(/\{[\w.$-]+\}/g, '{}')
}
