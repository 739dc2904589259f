import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf, expectedByBlock, printedByBlock, programOf } from '../../../../test/support/guide.ts'
import { compileConsumer, installPacked, node20 } from '../../../../test/support/packed.ts'
import { environmentOf, type ServedOpenSpawn, serveOpenSpawn } from './support/server.ts'

const run = promisify(execFile)

/** Programs made of guides, by the name of their file. */
const guides = { readme: 'packages/clients/openspawn/README.md', python: 'docs/from-the-python-sdk.md' }
/** What they find on Node. */
const declarations = 'declare const process: { readonly env: Record<string, string | undefined> }'

describe('the packed openspawn, installed in a clean folder', () => {
  let folder: string
  let server: ServedOpenSpawn

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openspawn-packed-'))
    await installPacked(folder, 'openspawn', ['ajv'])
    await copyFile(join(import.meta.dirname, 'consumer.mts'), join(folder, 'consumer.mts'))
    for (const [name, guide] of Object.entries(guides)) {
      await writeFile(join(folder, `${name}.mts`), programOf(await blocksOf(guide), declarations))
    }
    await compileConsumer(folder, 'consumer.mts', ...Object.keys(guides).map((name) => `${name}.mts`))
    server = await serveOpenSpawn()
  })

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  /** Runs a program as the first agent of an organization of its own. */
  async function runProgram(node: string, ...args: string[]): Promise<string> {
    const environment = environmentOf(await server.newOrganization(), server.origin)
    const { stdout } = await run(node, args, { cwd: folder, env: { ...process.env, ...environment } })
    return stdout
  }

  describe.each([
    ['Node 20', node20, /^v20\./],
    ['Node 24', process.execPath, /^v24\./],
  ])('on %s', (_name, node, version) => {
    it.each(['key', 'signature'])('calls every operation of the running server with a %s', async (kind) => {
      expect((await run(node, ['--version'])).stdout).toMatch(version)
      const printed = JSON.parse(await runProgram(node, 'consumer.mjs', kind))
      const manifest = await readFile(join(folder, 'node_modules/openspawn/operations.json'), 'utf8')
      const names = JSON.parse(manifest).operations.map(({ name }: { name: string }) => name)
      expect(names).toHaveLength(43)
      expect(printed).toEqual({
        called: names.sort(),
        health: 'ok',
        created: ['worker', 4, 64, true],
        spawned: ['pending', 64, true],
        activated: 'active',
        rejected: { message: 'Agent rejected' },
        updated: ['Updated', 10],
        capabilities: ['expert', ['python']],
        agents: ['child', 'worker', 'hr'],
        got: ['Updated', []],
        hierarchy: [['Child', { purpose: 'test' }]],
        reader: 3,
        forbidden: 403,
        unauthorized: 401,
        unproved: 401,
        keys: [
          ['reader', false],
          ['First key', true],
        ],
        adjusted: 500,
        transferred: ['debit', 400],
        spent: 'llm_call',
        balance: 390,
        agentBalance: 100,
        history: [2, { total: 3, limit: 2, offset: 0 }, true],
        amounts: [10, 100, 500],
        broke: 'insufficient_credits',
        task: ['backlog', 'high', 5, ['python'], '2030-01-01T00:00:00.000Z'],
        depending: [[true, true]],
        comments: [[true, 'A comment']],
        moved: 'todo',
        assigned: ['Second'],
        claimed: ['in_progress', true],
        late: 409,
        approved: ['done', true],
        channels: [4, 'news'],
        message: ['text', 'status_update', ['two']],
        bodies: ['two', 'one'],
        events: [3, { total: 6, page: 1, limit: 3 }, true],
        eventTypes: [
          'task.approved',
          'task.transitioned',
          'task.claimed',
          'task.transitioned',
          'task.comment.added',
          'task.created',
        ],
        revoked: 'revoked',
        missing: 404,
        unreachable: true,
        byFunction: 415,
      })
    })

    it.each(Object.entries(guides))('runs the examples of the %s', async (name, guide) => {
      const printed = await runProgram(node, `${name}.mjs`)
      expect(printedByBlock(printed)).toEqual(expectedByBlock(await blocksOf(guide)))
    })
  })

  it('installs nothing but itself, its runtime, and the validator that was asked for', async () => {
    const modules = join(folder, 'node_modules')
    const ofAjv = ['ajv', 'fast-deep-equal', 'fast-uri', 'json-schema-traverse', 'require-from-string']
    const names = (await readdir(modules)).filter((name) => !name.startsWith('.')).sort()
    expect(names).toEqual(['@driftless', ...ofAjv, 'openspawn'].sort())
  })

  it('holds no file but those that are meant to be published', async () => {
    const files = await readdir(join(folder, 'node_modules/openspawn'))
    expect(files.sort()).toEqual(
      ['LICENSE', 'README.md', 'dist', 'operations.json', 'package.json', 'spec.json', 'src'].sort(),
    )
  })
})
