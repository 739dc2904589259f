import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder, write } from '../project/support/workshop.ts'

const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url))

const pets = (words: string, property: string) => `openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pet:
    get:
      operationId: getPet
      summary: ${words}
      tags: [pets]
      responses:
        '200':
          description: OK.
          content: { application/json: { schema: { type: object, properties: { ${property}: { type: string } } } } }
`

const caller = `import { getPet as fetchPet } from './api/operations.js'
import type { PetsApi } from './api/index.js'

export const one = (client: PetsApi) => fetchPet(client)
export const two = ({ pets }: PetsApi) => pets.get()
`

function driftless(folder: string, ...args: string[]) {
  const { INIT_CWD: _, ...env } = process.env
  const words = ['--conditions=@driftless/source', bin, ...args]
  return spawnSync(process.execPath, words, { cwd: folder, env: { ...env, CI: 'true' }, encoding: 'utf8' })
}

it('check tells other words from another offer, and finds the calls of a repository and none around it', () => {
  const around = temporaryFolder()
  const folder = join(around, 'shop')
  const settings = JSON.stringify({ compilerOptions: { module: 'nodenext', strict: true, types: [] } })
  write(around, {
    'package.json': '{}',
    'tsconfig.json': settings,
    'other.ts': "export { one } from './shop/main.ts'\nimport { one } from './shop/main.ts'\nvoid one\n",
  })
  write(folder, {
    '.git/HEAD': '',
    'package.json': '{ "type": "module" }',
    'tsconfig.json': settings,
    'main.ts': caller,
    'pets.yaml': pets('Gets it.', 'name'),
  })
  expect(driftless(folder, 'generate', 'pets.yaml', '--out', 'api')).toMatchObject({ status: 0 })
  const check = (...flags: string[]) => {
    const { status, stdout } = driftless(folder, 'check', '--json', ...flags)
    const [{ sources, calls = [] }] = JSON.parse(stdout)
    const places = calls.map(({ file, line, column }: { file: string; line: number; column: number }) =>
      [file, line, column].join(':'),
    )
    return [status, sources[0]?.state, places]
  }
  expect(check()).toEqual([0, 'in step', []])
  write(folder, { 'pets.yaml': pets('Fetches it.', 'name') })
  expect(check()).toEqual([1, 'texts differ', []])
  write(folder, { 'pets.yaml': pets('Gets it.', 'nickname') })
  expect(check()).toEqual([1, 'differs', ['main.ts:4:41', 'main.ts:5:48']])
  write(folder, { 'pets.yaml': 'openapi: [' })
  expect(check()).toEqual([1, 'unknown', []])
  rmSync(join(folder, 'pets.yaml'))
  expect(check()).toEqual([1, 'absent', []])
  expect(check('--no-server')[0]).toBe(0)
  expect(readFileSync(join(folder, 'main.ts'), 'utf8')).toBe(caller)
})
