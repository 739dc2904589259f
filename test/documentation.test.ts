import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from './support/server.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const documents = [
  'README.md',
  'packages/core/runtime/README.md',
  'packages/core/generator/README.md',
  'packages/clients/stepflow-api/README.md',
]

/** What examples take for granted. */
const prelude = `
declare const baseUrl: string
declare function call(): Promise<unknown>
`

interface Block {
  readonly language: string
  readonly text: string
}

async function blocksOf(document: string): Promise<Block[]> {
  const text = await readFile(join(root, document), 'utf8')
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }))
}

describe('the documentation', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'test/.documentation-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('has TypeScript examples that compile', async () => {
    const names: string[] = []
    for (const document of documents) {
      const blocks = (await blocksOf(document)).filter(({ language }) => language === 'ts')
      expect([document, blocks.length]).not.toEqual([document, 0])
      for (const [index, { text }] of blocks.entries()) {
        const imports = text.match(/^import [\s\S]*?from '[^']+'$/gm) ?? []
        const body = imports.reduce((rest, line) => rest.replace(line, ''), text)
        const name = `${document.replaceAll(/\W/g, '-')}-${index}.ts`
        const program = `${imports.join('\n')}\n${prelude}\nexport async function example() {\n${body}\n}\n`
        await writeFile(join(folder, name), program)
        names.push(name)
      }
    }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
    )
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const result = await run(process.execPath, [tsc, '-p', folder]).catch((error) => error)
    expect(result.stdout).toBe('')
    expect(names.length).toBeGreaterThan(4)
  })

  it('shows a client example in the README that prints what stands below it', async () => {
    const blocks = await blocksOf('README.md')
    const index = blocks.findIndex(({ language }) => language === 'ts')
    const bundle = join(folder, 'example.mjs')
    await build({
      stdin: { contents: blocks[index]?.text ?? '', resolveDir: root, loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      conditions: ['@driftless/source'],
      outfile: bundle,
    })
    await using server = await startServer('packages/servers/stepflow/src/main.ts')
    const { stdout } = await run(process.execPath, [bundle], {
      env: { ...process.env, STEPFLOW_URL: server.origin },
    })
    expect(stdout).toBe(blocks[index + 1]?.text)
  })
})
