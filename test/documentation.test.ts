import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startServer } from './support/server.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const documents = [
  'README.md',
  'packages/core/runtime/README.md',
  'packages/core/generator/README.md',
  'packages/core/testing/README.md',
  'packages/clients/stepflow-api/README.md',
  'packages/sdks/stepflow-client/README.md',
  'packages/sdks/stepflow-runtime/README.md',
]

/** Its blocks are one program. */
const guide = 'docs/stepflow.md'
const guideUrl = 'http://localhost:7837'
/** Printed between two blocks of the guide. */
const separator = '--- next block ---'

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

/** The guide's blocks put together; the program prints a separator before each. */
function programOf(blocks: readonly Block[]): string {
  const code = blocks.filter(({ language }) => language === 'ts').map(({ text }) => text)
  const isImport = /^import [\s\S]*?from '[^']+'$/gm
  const imports = code.flatMap((text) => text.match(isImport) ?? [])
  const bodies = code.map((text) => text.replaceAll(isImport, ''))
  return [...imports, ...bodies.map((body) => `console.log('${separator}')\n${body}`)].join('\n')
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
    await writeFile(join(folder, 'guide.ts'), programOf(await blocksOf(guide)))
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

  it('has a guide to Stepflow whose blocks print what stands below them', async () => {
    const blocks = await blocksOf(guide)
    const start = blocks.find(({ language }) => language === 'sh')?.text.trim() ?? ''
    const [, port, ...options] = start.slice('npx --yes pnpm@12.21.0 stepflow '.length).split(' ')
    expect(`http://localhost:${port}`).toBe(guideUrl)
    const components = join(folder, 'components.mjs')
    await writeFile(components, blocks.find(({ language }) => language === 'js')?.text ?? '')
    const given = options.map((option) => (option.endsWith('/components.mjs') ? components : option))
    await using server = await startServer('packages/servers/stepflow/src/main.ts', ...given)
    const program = join(folder, 'guide-on-a-free-port.ts')
    await writeFile(program, programOf(blocks).replaceAll(guideUrl, server.origin))

    const printed: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((...values) => {
      printed.push(`${format(...values)}\n`)
    })
    try {
      await import(program)
    } finally {
      log.mockRestore()
    }
    const expected = blocks.flatMap(({ language }, index) => {
      const next = blocks[index + 1]
      return language === 'ts' ? [next?.language === 'text' ? next.text : ''] : []
    })
    expect(printed.join('').split(`${separator}\n`).slice(1)).toEqual(expected)
  })

  it('shows a flow in the guide as it stands in the examples', async () => {
    const blocks = await blocksOf(guide)
    const compact = (text: string) =>
      text
        .replaceAll(/\s*(?:#|\/\/).*$/gm, '')
        .replaceAll(/\s+/g, ' ')
        .trim()
    const hello = compact(await readFile(join(root, 'examples/stepflow/hello.yaml'), 'utf8'))
    const shown = blocks.find(({ language }) => language === 'yaml')?.text ?? ''
    expect(hello).toContain(compact(shown))
  })
})
