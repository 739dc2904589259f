/** A new API, from its document to a package in a registry, in a copy of this repository: nothing is done by hand. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyRepository } from '../../scripts/release/copy.ts'
import { packageGates } from '../../scripts/release/gates.ts'
import { supportedNodes } from '../../scripts/release/nodes.ts'
import { packRelease } from '../../scripts/release/pack-folder.ts'
import { startRegistry } from '../../scripts/release/registry.ts'
import { changeset } from '../../scripts/release/tools.ts'
import { tryRelease } from '../../scripts/release/try.ts'

const run = promisify(execFile)
let place: string
let root: string

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'driftless-added-'))
  root = join(place, 'repository')
  await mkdir(root)
  await copyRepository(root)
})

afterAll(() => rm(place, { recursive: true, force: true }))

/** Nothing can be read without an argument, and one path is a slash alone. */
const zoo = {
  openapi: '3.1.0',
  info: { title: 'Zoo', version: '1.0.0' },
  servers: [{ url: 'https://zoo.example' }],
  paths: {
    '/': { post: { operationId: 'open', responses: { 204: { description: 'Opened.' } } } },
    '/animals/{animal-id}': {
      get: {
        operationId: 'getAnimal',
        parameters: [{ name: 'animal-id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: {
          200: {
            description: 'An animal.',
            content: { 'application/json': { schema: { type: 'object', properties: { name: {} } } } },
          },
        },
      },
    },
  },
}

it('is packed, tried and published as the commands left it', async () => {
  await writeFile(join(place, 'zoo.json'), JSON.stringify(zoo))
  const options = { cwd: root, env: { ...process.env, CI: 'true', INIT_CWD: root } }
  const node = (...args: string[]) =>
    run(process.execPath, ['--conditions=@driftless/source', ...args], options)
  await node('scripts/gen.ts', 'add', 'zoo', '--from', join(place, 'zoo.json'))
  await node('scripts/version-packages.ts')
  const npmrc = join(place, '.npmrc')
  await using registry = await startRegistry()
  await writeFile(npmrc, registry.npmrc)
  const packFolder = join(place, 'release')
  const packed = await packRelease(packFolder, root, npmrc)
  const own = packed.filter(({ name }) => name === 'zoo-api')
  expect(own.map(({ version }) => version)).toEqual(['0.1.0'])
  expect(await packageGates(own, () => {})).toEqual([])
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  expect(await tryRelease({ packFolder, packed: own, root, nodes: supportedNodes(), print })).toEqual([])
  expect(lines.filter((line) => /^ok {6}zoo-api 0\.1\.0 on Node /.test(line))).toHaveLength(3)
  await changeset(['publish', '--from-pack-dir', packFolder, '--no-git-tag'], root, npmrc)
  expect(registry.published).toContain('zoo-api@0.1.0')
}, 600_000)
