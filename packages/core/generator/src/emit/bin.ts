import type { ApiConfig } from '../config.ts'
import { literal } from './text.ts'

/** The first line of a module that is a program. */
export const interpreter = '#!/usr/bin/env node\n'

/** Prints `src/bin.ts`: the program that asks a server whether it still offers what the package was made from. */
export function binModule(config: ApiConfig): string {
  return `import { readFile } from 'node:fs/promises'
import { driftCommand } from '@driftless/runtime/drift'

const manifest = await readFile(new URL('../operations.json', import.meta.url), 'utf8')
process.exitCode = await driftCommand({
  package: ${literal(config.package)},
  manifest: JSON.parse(manifest),
  argv: process.argv.slice(2),
  print: console.log,
  remark: console.error,
})
`
}
