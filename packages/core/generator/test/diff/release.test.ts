import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  currentRelease,
  readRelease,
  releaseAt,
  releaseOf,
  writeRelease,
} from '../../src/diff/release/index.ts'
import { buildDocument } from '../../src/document/build.ts'
import { checkProject } from '../../src/project/check-project.ts'
import { defaultPipeline } from '../../src/project/default-pipeline.ts'
import { ProjectError } from '../../src/project/errors.ts'
import { generateProject } from '../../src/project/generate-project.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { apiFiles, makeWorkshop, write } from '../project/support/workshop.ts'

const pets = `${JSON.stringify(
  {
    components: {
      schemas: { Pet: { properties: { name: { type: 'string' } }, required: ['name'], type: 'object' } },
    },
    info: { title: 'Pets', version: '4.5.6' },
    openapi: '3.1.0',
    paths: {
      '/pets/{id}': {
        get: {
          operationId: 'getPet',
          parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string' } }],
          responses: {
            200: {
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
              description: 'The pet.',
            },
          },
          tags: ['pets'],
        },
      },
    },
  },
  null,
  2,
)}\n`

const entries = ['.', './operations', './testing', './types', './spec.json']

const manifest = {
  name: 'pets-api',
  version: '1.2.3',
  bin: { 'pets-api': './dist/bin.js' },
  exports: Object.fromEntries(entries.map((entry) => [entry, `${entry}.js`])),
}

async function generatedWorkshop(): Promise<Workshop> {
  const workshop = makeWorkshop(['pets'], pets)
  write(workshop.root, { 'packages/clients/pets-api/package.json': JSON.stringify(manifest) })
  await generateProject(workshop, { apis: ['pets'], pipeline: defaultPipeline })
  return workshop
}

function git(workshop: Workshop, ...args: string[]): void {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com']
  const { status, stderr } = spawnSync('git', [...identity, ...args], {
    cwd: workshop.root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}

const released = (workshop: Workshop, path = ''): string => join(workshop.root, 'schemas/pets/released', path)

describe('the release that an API would give now', () => {
  test('says what its users see, and where it stands', async () => {
    const workshop = await generatedWorkshop()
    const release = await currentRelease(workshop, 'pets')
    expect(release).toMatchObject({ api: 'pets', package: 'pets-api', version: '1.2.3', client: 'PetsApi' })
    expect(release.operations).toEqual([
      {
        id: 'getPet',
        name: 'getPet',
        resource: 'pets',
        method: 'get',
        httpMethod: 'GET',
        path: '/pets/{id}',
        pointer: '/paths/~1pets~1{id}/get',
      },
    ])
    expect(release.documentFile).toBe('schemas/pets/openapi.json')
    expect(release.documentText).toBe(pets)
    expect([...release.declarations.keys()]).toContain('operations/pets.d.ts')
    expect(release.declarations.get('types.d.ts')).toContain('export type Pet = {\n    name: string;\n};')
  })

  test('names the line of the source for each line of a declaration', async () => {
    const workshop = await generatedWorkshop()
    const release = await currentRelease(workshop, 'pets')
    const source = readFileSync(join(workshop.root, release.declarationsFolder, 'types.ts'), 'utf8').split(
      '\n',
    )
    const declared = (release.declarations.get('types.d.ts') ?? '').split('\n')
    const index = declared.findIndex((line) => line.includes('name: string'))
    const line = release.sourceLines?.get('types.d.ts')?.[index] ?? 0
    expect(source[line - 1]).toBe('  name: string')
  })

  test('stands in the package where an overlay changed the document', async () => {
    const workshop = makeWorkshop(['pets'], pets)
    const overlay = `overlay: 1.0.0
info: { title: Changes, version: 1.0.0 }
actions: [{ target: $.info, update: { title: Animals } }]
`
    write(workshop.root, { 'schemas/pets/overlay.yaml': overlay })
    const release = await currentRelease(workshop, 'pets')
    expect(release.documentFile).toBe('packages/clients/pets-api/spec.json')
    expect(release.documentText).toContain('"title": "Animals"')
  })

  test('is the same as one of the document and configuration alone', async () => {
    const workshop = await generatedWorkshop()
    const { document } = buildDocument({ text: pets, file: 'pets.json' })
    const config = { name: 'pets', package: 'pets-api', client: 'PetsApi' }
    const release = await releaseOf(document, config, '1.2.3')
    const current = await currentRelease(workshop, 'pets')
    expect(release.declarations).toEqual(current.declarations)
    expect(release.usage).toBe(current.usage)
    expect(release.documentFile).toBe('pets.json')
  })
})

describe('the stored release', () => {
  test('is absent before the first one', async () => {
    expect(await readRelease(makeWorkshop(['pets'], pets), 'pets')).toBeUndefined()
  })

  test('is read as it was written, and replaces the one before', async () => {
    const workshop = makeWorkshop([])
    write(workshop.root, apiFiles('pets', pets, `pathPrefix: '/api'`))
    const current = await currentRelease(workshop, 'pets')
    const stale = new Map([...current.declarations, ['stale.d.ts', 'export {};\n']])
    await writeRelease(workshop, 'pets', { ...current, declarations: stale })
    await writeRelease(workshop, 'pets', current)
    const { sourceLines: _lines, ...facts } = current
    const record = readFileSync(released(workshop, 'release.json'), 'utf8').split('\n')
    const line = record.findIndex((each) => each.includes('"/api"')) + 1
    expect(await readRelease(workshop, 'pets')).toEqual({
      ...facts,
      connection: {
        pathPrefix: { value: '/api', position: { file: 'schemas/pets/released/release.json', line } },
      },
      documentFile: 'schemas/pets/released/openapi.json',
      declarationsFolder: 'schemas/pets/released/declarations',
    })
  })

  test('is no drift for `check`', async () => {
    const workshop = await generatedWorkshop()
    await writeRelease(workshop, 'pets', await currentRelease(workshop, 'pets'))
    const report = await checkProject(workshop, { apis: ['pets'], pipeline: defaultPipeline, full: true })
    expect(report.inStep).toBe(true)
  })

  test.each([
    ['without its record', (path: string) => rmSync(join(path, 'release.json')), 'release.json is missing'],
    ['with a broken record', (path: string) => writeFileSync(join(path, 'release.json'), '{}'), 'not one'],
    [
      'without a declaration',
      (path: string) => rmSync(join(path, 'declarations/types.d.ts')),
      'types.d.ts is missing',
    ],
    [
      'with another document',
      (path: string) => writeFileSync(join(path, 'openapi.json'), '{}\n'),
      'openapi.json was changed',
    ],
    [
      'with a stray file',
      (path: string) => writeFileSync(join(path, 'notes.txt'), ''),
      'notes.txt is not part of it',
    ],
  ])('is refused %s', async (_what, damage, message) => {
    const workshop = await generatedWorkshop()
    await writeRelease(workshop, 'pets', await currentRelease(workshop, 'pets'))
    damage(released(workshop))
    const error = await readRelease(workshop, 'pets').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProjectError)
    expect(String(error)).toContain(message)
    expect(error).toMatchObject({ fix: 'git checkout -- schemas/pets/released' })
  })
})

describe('a release in the history', () => {
  test('is read from the files committed there', async () => {
    const workshop = await generatedWorkshop()
    const before = await currentRelease(workshop, 'pets')
    git(workshop, 'init', '--quiet')
    git(workshop, 'add', '.')
    git(workshop, 'commit', '--quiet', '-m', 'First')
    git(workshop, 'tag', 'first')
    rmSync(join(workshop.root, 'packages/clients/pets-api/src'), { recursive: true })
    write(workshop.root, { 'schemas/pets/openapi.json': pets.replaceAll('Pet"', 'Animal"') })
    const { documentFile, ...facts } = before
    expect(await releaseAt(workshop, 'pets', 'first')).toEqual({
      ...facts,
      documentFile: 'packages/clients/pets-api/spec.json',
    })
    expect(documentFile).toBe('schemas/pets/openapi.json')
  })

  test('is read below a folder of a larger repository', async () => {
    const workshop = await generatedWorkshop()
    const below = makeWorkshop([])
    cpSync(workshop.root, join(below.root, 'apis'), { recursive: true })
    git(below, 'init', '--quiet')
    git(below, 'add', '.')
    git(below, 'commit', '--quiet', '-m', 'First')
    const moved = { ...workshop, root: join(below.root, 'apis') }
    expect((await releaseAt(moved, 'pets', 'HEAD')).operations).toHaveLength(1)
  })

  test('is refused where an older generator made the client, with what to do', async () => {
    const workshop = await generatedWorkshop()
    git(workshop, 'init', '--quiet')
    const module = 'packages/clients/pets-api/src/create-client.ts'
    const commitWith = async (change: () => void) => {
      change()
      git(workshop, 'add', '.')
      git(workshop, 'commit', '--quiet', '-m', 'Change')
      const refusal = await releaseAt(workshop, 'pets', 'HEAD').then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(refusal).toBeInstanceOf(ProjectError)
      return String(refusal)
    }
    expect(await commitWith(() => write(workshop.root, { [module]: 'export {}\n' }))).toMatch(
      /create-client\.ts has no `defaults`, .* compare with a commit whose client has them\.$/,
    )
    expect(await commitWith(() => rmSync(join(workshop.root, module)))).toMatch(
      /At HEAD there is no packages\/clients\/pets-api\/src\/create-client\.ts: an older generator .* Name a later commit, or none/,
    )
  })

  test('is refused where there is none', async () => {
    const workshop = await generatedWorkshop()
    await expect(releaseAt(workshop, 'pets', 'HEAD')).rejects.toThrow('is in no git repository')
    git(workshop, 'init', '--quiet')
    git(workshop, 'commit', '--quiet', '--allow-empty', '-m', 'Nothing')
    await expect(releaseAt(workshop, 'pets', 'HEAD')).rejects.toThrow('At HEAD there is no client of pets')
    await expect(releaseAt(workshop, 'pets', 'v9')).rejects.toThrow('git knows no commit "v9"')
    await expect(releaseAt(workshop, 'pets', '--all')).rejects.toThrow('git knows no commit "--all"')
  })
})
