/** Documents whose TypeScript blocks are one program, each with what it prints in a `text` block below. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format } from 'node:util'
import { vi } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Printed before what a block prints. */
const separator = '--- next block ---'
const importStatement = /^import [\s\S]*?from '[^']+'$/gm

/** A fenced block. */
export interface Block {
  readonly language: string
  readonly text: string
}

/** @param document path below the repository's root */
export async function blocksOf(document: string): Promise<Block[]> {
  const text = await readFile(join(root, document), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }))
}

/** Whether a block stands for itself, and is no part of the program that the others make. */
export function isProgram({ language }: Block): boolean {
  return language === 'typescript'
}

/** What a block imports, and the rest of it. */
export function splitImports(text: string): { readonly imports: readonly string[]; readonly body: string } {
  return { imports: text.match(importStatement) ?? [], body: text.replaceAll(importStatement, '') }
}

/**
 * The blocks put together. Each stands in a scope of its own inside of the one before: it sees what that one
 * declared, and may declare the same names again, as a reader of one section expects.
 *
 * @param declarations of what the program finds, such as `process` where Node's types are missing
 */
export function programOf(blocks: readonly Block[], declarations = ''): string {
  const parts = blocks
    .filter(({ language }) => language === 'ts')
    .map(({ text }, index) => ({ ...splitImports(text), index }))
  const bodies = parts.map(
    ({ body, index }) => `${index > 0 ? '{' : ''}\nconsole.log('${separator}')\n${body}`,
  )
  const imports = mergeImports(parts.flatMap((part) => part.imports))
  return `${imports}\n${declarations}\n${bodies.join('')}${'}'.repeat(Math.max(parts.length - 1, 0))}\n`
}

/** One import for each module: two blocks may import the same name. */
function mergeImports(imports: readonly string[]): string {
  const names = new Map<string, Set<string>>()
  for (const statement of imports) {
    const [, isType, list, module = ''] =
      /^import (type )?\{([\s\S]*)\} from '([^']+)'$/.exec(statement) ?? []
    if (list === undefined) throw new Error(`Blocks of guides import by name, unlike ${statement}`)
    const known = names.get(module) ?? new Set()
    const parts = list.split(',').map((part) => part.trim())
    for (const name of parts) if (name !== '') known.add(isType === undefined ? name : `type ${name}`)
    names.set(module, known)
  }
  return [...names]
    .map(([module, known]) => `import { ${[...known].join(', ')} } from '${module}'`)
    .join('\n')
}

/** What a program has printed, block by block. */
export function printedByBlock(output: string): string[] {
  return output.split(`${separator}\n`).slice(1)
}

/** What stands below each of its blocks; nothing where no `text` block follows. */
export function expectedByBlock(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ language }, index) => {
    const next = blocks[index + 1]
    return language === 'ts' ? [next?.language === 'text' ? next.text : ''] : []
  })
}

/** Imports a program into this process, and returns what it printed. */
export async function printedByImport(program: string): Promise<string> {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => {
    printed.push(`${format(...values)}\n`)
  })
  try {
    await import(program)
  } finally {
    log.mockRestore()
  }
  return printed.join('')
}
