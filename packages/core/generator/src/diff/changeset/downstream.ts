import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Workshop } from '../../project/workshop.ts'
import { loadTypeScript, type TypeScript } from '../release/typescript.ts'
import { type PublishedPackage, publishedPackages } from './packages.ts'

/**
 * Names of the published packages whose users see a client through them: those that export from it, or whose
 * declarations mention it, and in turn those that do so with one of these. A break of the client is a break of theirs. One
 * whose declarations cannot be seen counts as one that shows what it depends on.
 *
 * @param client npm name of the client package
 */
export async function packagesThatShow(workshop: Workshop, client: string): Promise<string[]> {
  const packages = await publishedPackages(workshop)
  const shown = new Set([client])
  const candidates = packages.filter((found) => found.name !== client)
  if (!candidates.some((candidate) => candidate.dependencies.includes(client))) return []
  const typescript = await loadTypeScript()
  const seen = new Map<PublishedPackage, ReadonlySet<string> | undefined>()
  for (let grew = true; grew; ) {
    grew = false
    for (const candidate of candidates) {
      if (shown.has(candidate.name) || !candidate.dependencies.some((name) => shown.has(name))) continue
      if (!seen.has(candidate)) seen.set(candidate, packagesInDeclarations(typescript, candidate))
      const names = seen.get(candidate)
      if (names !== undefined && ![...shown].some((name) => names.has(name))) continue
      shown.add(candidate.name)
      grew = true
    }
  }
  shown.delete(client)
  return [...shown].sort()
}

/**
 * Names of the packages that stand in the declarations of everything that a package's entries lead to; nothing where some
 * of it cannot be found.
 */
function packagesInDeclarations(
  typescript: TypeScript,
  published: PublishedPackage,
): Set<string> | undefined {
  if (published.entries === undefined) return undefined
  const names = new Set<string>()
  const visited = new Set<string>()
  const waiting = published.entries.map((entry) => join(published.folder, entry))
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (visited.has(file)) continue
    visited.add(file)
    for (const specifier of specifiersInDeclarations(typescript, file)) {
      if (!/^[.#]/.test(specifier)) names.add(packageOf(specifier))
      else if (!isOtherFile(specifier)) {
        const next = specifier.startsWith('#') ? undefined : sourceOf(join(dirname(file), specifier))
        if (next === undefined) return undefined
        waiting.push(next)
      }
    }
  }
  return names
}

/** What declares nothing: JSON, styles, pictures. */
function isOtherFile(specifier: string): boolean {
  return /\.(?:json|css|svg|png)$/.test(specifier)
}

/** What the declarations of a module import and export from; what only its code imports is not among it. */
function specifiersInDeclarations(typescript: TypeScript, file: string): string[] {
  const text = readFileSync(file, 'utf8')
  const compilerOptions = {
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.NodeNext,
    jsx: typescript.JsxEmit.Preserve,
  }
  const outputText = /\.d\.[cm]?ts$/.test(file)
    ? text
    : typescript.transpileDeclaration(text, { fileName: file, compilerOptions }).outputText
  return typescript.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName)
}

/** The TypeScript file that a relative import means; nothing where there is none. */
function sourceOf(path: string): string | undefined {
  const [ending, kind] = /\.([cm]?)jsx?$/.exec(path) ?? ['']
  const bare = path.slice(0, path.length - ending.length)
  const kinds = kind ? [`.${kind}ts`] : ['.ts', '.tsx']
  const endings = [...kinds, ...kinds.map((kind) => `.d${kind}`)]
  const candidates = [
    path,
    ...endings.map((ending) => bare + ending),
    join(path, 'index.ts'),
    join(path, 'index.d.ts'),
  ]
  return candidates.find(
    (file) => /\.[cm]?tsx?$/.test(file) && statSync(file, { throwIfNoEntry: false })?.isFile() === true,
  )
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}
