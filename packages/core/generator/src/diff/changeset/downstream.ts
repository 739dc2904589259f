import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { Workshop } from '../../project/workshop.ts'
import { loadTypeScript, type TypeScript } from '../release/typescript.ts'
import { type PublishedPackage, publishedPackages } from './packages.ts'

/**
 * Names of the published packages whose users see a client through them: those that export from it, or whose
 * declarations mention it, and in turn those that do so with one of these. A break of the client is a break of theirs.
 *
 * @param client npm name of the client package
 */
export async function packagesThatShow(workshop: Workshop, client: string): Promise<string[]> {
  const packages = await publishedPackages(workshop)
  const shown = new Set([client])
  const candidates = packages.filter((found) => found.name !== client)
  if (!candidates.some((candidate) => candidate.dependencies.includes(client))) return []
  const typescript = await loadTypeScript()
  const seen = new Map<PublishedPackage, ReadonlySet<string>>()
  for (let grew = true; grew; ) {
    grew = false
    for (const candidate of candidates) {
      if (shown.has(candidate.name) || !candidate.dependencies.some((name) => shown.has(name))) continue
      const names = seen.get(candidate) ?? packagesInDeclarations(typescript, candidate)
      seen.set(candidate, names)
      if (![...shown].some((name) => names.has(name))) continue
      shown.add(candidate.name)
      grew = true
    }
  }
  shown.delete(client)
  return [...shown].sort()
}

/** Names of the packages that stand in the declarations of everything that a package's entries lead to. */
function packagesInDeclarations(typescript: TypeScript, published: PublishedPackage): Set<string> {
  const names = new Set<string>()
  const visited = new Set<string>()
  const waiting = published.entries.map((entry) => join(published.folder, entry))
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (visited.has(file) || !existsSync(file)) continue
    visited.add(file)
    for (const specifier of specifiersInDeclarations(typescript, file)) {
      if (specifier.startsWith('.')) waiting.push(sourceOf(join(dirname(file), specifier)))
      else names.add(packageOf(specifier))
    }
  }
  return names
}

/** What the declarations of a module import and export from; what only its code imports is not among it. */
function specifiersInDeclarations(typescript: TypeScript, file: string): string[] {
  const { outputText } = typescript.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { target: typescript.ScriptTarget.ESNext, module: typescript.ModuleKind.NodeNext },
  })
  return typescript.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName)
}

/** The TypeScript file that a relative import means; generated code names it by its compiled one. */
function sourceOf(path: string): string {
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts')
  return normalize(existsSync(typed) ? typed : path)
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}
