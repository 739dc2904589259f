import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The compiler's API, as TypeScript 5 and 6 have it. */
export type TypeScript = typeof import('typescript')

/**
 * Loads the TypeScript of a project, which reads its settings as its author means them; this package's own where the
 * project has none, or one that has no API for programs in JavaScript (7).
 */
export async function typeScriptOf(folder: string): Promise<TypeScript> {
  const found = resolveFrom(folder)
  if (found !== undefined) {
    const loaded: { readonly default?: Partial<TypeScript> } = await import(pathToFileURL(found).href)
    if (hasLanguageService(loaded.default)) return loaded.default
  }
  const { default: own } = await import('typescript')
  return own
}

function resolveFrom(folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve('typescript')
  } catch {
    return undefined
  }
}

function hasLanguageService(loaded: Partial<TypeScript> | undefined): loaded is TypeScript {
  return typeof loaded?.createLanguageService === 'function'
}
