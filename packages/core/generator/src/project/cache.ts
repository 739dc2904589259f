import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfPresent } from './files.ts'
import { sha256 } from './hash.ts'
import { generatorFingerprint } from './versions.ts'
import type { Workshop } from './workshop.ts'

/**
 * Remembers which generator wrote which lock. It is what lets `check` skip generating: a changed source file of the
 * generator, or a lock that `generate` did not write, misses here, and everything is then generated and compared.
 * Only `generate` writes it.
 */
export function rememberGenerated(workshop: Workshop, api: string, lockText: string): void {
  mkdirSync(workshop.cacheFolder, { recursive: true })
  const path = entryPath(workshop, api)
  writeFileSync(`${path}.${process.pid}`, entry(lockText))
  renameSync(`${path}.${process.pid}`, path)
}

/** Whether the generator as it is now wrote this very lock. */
export function wasGenerated(workshop: Workshop, api: string, lockText: string): boolean {
  return readIfPresent(entryPath(workshop, api))?.toString() === entry(lockText)
}

function entryPath(workshop: Workshop, api: string): string {
  return join(workshop.cacheFolder, `${api}.txt`)
}

function entry(lockText: string): string {
  return `generator ${generatorFingerprint()}\nlock ${sha256(lockText)}\n`
}
