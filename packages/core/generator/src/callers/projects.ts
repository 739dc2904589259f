import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CompilerOptions } from 'typescript'
import type { TypeScript } from './typescript.ts'

/** One `tsconfig.json` with the files that it names. */
export interface TypeScriptProject {
  readonly file: string
  readonly fileNames: readonly string[]
  readonly options: CompilerOptions
}

const skipped = new Set(['node_modules', 'dist', 'build', 'out', 'coverage'])

/**
 * The outermost folder that may hold callers: the highest one with a `package.json`, no higher than that of the
 * repository.
 */
export function callersRoot(folder: string): string {
  let highest = dirname(folder)
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'package.json'))) highest = current
    if (existsSync(join(current, '.git')) || dirname(current) === current) return highest
  }
}

/** Reads every `tsconfig*.json` below a folder that names files; sorted. */
export function findProjects(typescript: TypeScript, root: string): TypeScriptProject[] {
  return settingsBelow(root).flatMap((file) => {
    const { config } = typescript.readConfigFile(file, typescript.sys.readFile)
    const parsed = typescript.parseJsonConfigFileContent(config ?? {}, typescript.sys, dirname(file))
    return parsed.fileNames.length === 0
      ? []
      : [{ file, fileNames: parsed.fileNames, options: parsed.options }]
  })
}

function settingsBelow(root: string): string[] {
  return filesBelow(root, /^tsconfig.*\.json$/).sort()
}

/** How many files below a folder hold code in a language around TypeScript, which its compiler does not read. */
export function countComponents(root: string): number {
  return filesBelow(root, /\.(vue|svelte|astro)$/).length
}

function filesBelow(folder: string, name: RegExp): string[] {
  const found: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && name.test(entry.name)) found.push(join(folder, entry.name))
    if (entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name)) {
      found.push(...filesBelow(join(folder, entry.name), name))
    }
  }
  return found
}
