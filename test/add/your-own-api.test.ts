/** Follows docs/your-own-api.md to the letter, in a copy of this repository. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyRepository } from '../../scripts/release/copy.ts'
import { type Block, blocksOf } from '../support/guide.ts'
import { addCases } from './cases.ts'
import { type MockApi, startMockApi } from './mock-api.ts'

const run = promisify(execFile)
const guideUrl = 'http://localhost:8000'
let root: string
let server: MockApi

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'driftless-guide-'))
  await copyRepository(root)
  const document = await readFile(join(import.meta.dirname, 'documents/fastapi.json'), 'utf8')
  const routes = addCases.find(({ name }) => name === 'library')?.routes
  server = await startMockApi({ ...routes, 'GET /openapi.json': () => ({ body: document }) })
})

afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await rm(root, { recursive: true, force: true })
})

it('leads from a URL to a client that is about to be published', async () => {
  const [clone, ...blocks] = await blocksOf('docs/your-own-api.md')
  expect(clone?.text).toMatch(/^git clone /)
  let ran = 0
  for (const [index, block] of blocks.entries()) {
    if (block.language === '') continue
    const next = blocks[index + 1]
    const expected = next?.language === '' ? here(next.text) : undefined
    const output = await follow({ ...block, text: here(block.text) })
    if (expected !== undefined) expect(output).toContain(expected)
    ran += 1
  }
  expect(ran).toBe(9)
  const manifest = await readFile(join(root, 'packages/clients/library-api/package.json'), 'utf8')
  expect(JSON.parse(manifest).version).toBe('0.1.0')
})

function here(text: string): string {
  return text.replaceAll(guideUrl, server.origin)
}

/** Runs a block as its reader would; returns what it prints. */
async function follow({ language, text }: Block): Promise<string> {
  const options = { cwd: root, env: { ...process.env, CI: 'true', INIT_CWD: root, FORCE_COLOR: '0' } }
  if (language === 'sh') return (await run('bash', ['-ec', text], options)).stdout
  const [, file] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? []
  if (file !== undefined) {
    await writeFile(join(root, file), text)
    return ''
  }
  const program = join(root, 'packages/clients/library-api/guide.ts')
  await writeFile(program, text)
  const { stdout } = await run(process.execPath, [program], options)
  await rm(program)
  return stdout
}
