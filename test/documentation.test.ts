import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  blocksOf,
  expectedByBlock,
  isProgram,
  printedByBlock,
  printedByImport,
  programOf,
  splitImports,
} from './support/guide.ts'
import { startStepflow } from './support/server.ts'

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

/** Each a program. The guides to the BikiniBottom client are run by the tests of that package. */
const guides = ['docs/stepflow.md', 'packages/clients/openspawn/README.md', 'docs/from-the-python-sdk.md']
const guideUrl = 'http://localhost:7837'

/** What examples take for granted. */
const prelude = `
declare const baseUrl: string
declare function call(): Promise<unknown>
`

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
        const { imports, body } = splitImports(text)
        const name = `${document.replaceAll(/\W/g, '-')}-${index}.ts`
        const program = `${imports.join('\n')}\n${prelude}\nexport async function example() {\n${body}\n}\n`
        await writeFile(join(folder, name), program)
        names.push(name)
      }
    }
    for (const guide of guides) {
      const blocks = await blocksOf(guide)
      await writeFile(join(folder, `${basename(guide)}.ts`), programOf(blocks))
      // Programs of their own.
      for (const [index, { text }] of blocks.filter(isProgram).entries()) {
        await writeFile(join(folder, `${basename(guide)}-${index}.ts`), text)
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
    await using server = await startStepflow()
    const { stdout } = await run(process.execPath, [bundle], {
      env: { ...process.env, STEPFLOW_URL: server.origin },
    })
    expect(stdout).toBe(blocks[index + 1]?.text)
  })

  it('has a guide to Stepflow whose blocks print what stands below them', async () => {
    const blocks = await blocksOf('docs/stepflow.md')
    const start = blocks.find(({ language }) => language === 'sh')?.text.trim() ?? ''
    const [, port, ...options] = start.slice('npx --yes pnpm@12.21.0 stepflow '.length).split(' ')
    expect(`http://localhost:${port}`).toBe(guideUrl)
    const components = join(folder, 'components.mjs')
    await writeFile(components, blocks.find(({ language }) => language === 'js')?.text ?? '')
    const given = options.map((option) => (option.endsWith('/components.mjs') ? components : option))
    await using server = await startStepflow(...given)
    const program = join(folder, 'guide-on-a-free-port.ts')
    await writeFile(program, programOf(blocks).replaceAll(guideUrl, server.origin))

    expect(printedByBlock(await printedByImport(program))).toEqual(expectedByBlock(blocks))
  })

  it('shows a flow in the guide as it stands in the examples', async () => {
    const blocks = await blocksOf('docs/stepflow.md')
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
