import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateProject } from '../../src/project/generate-project.ts'
import { fakePipeline } from './support/pipeline.ts'
import { contents, fingerprints } from './support/snapshot.ts'
import { apiFiles, makeWorkshop, spec, write } from './support/workshop.ts'

describe('generate', () => {
  it('writes the package and the lock, and leaves what people own', async () => {
    const workshop = makeWorkshop()
    const before = contents(workshop.root)
    const result = await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    const after = contents(workshop.root)
    expect(result.plans.map((plan) => [plan.api, plan.operations])).toEqual([['pets', 2]])
    const added = Object.keys(after).filter((path) => !(path in before) && after[path] !== 'folder')
    expect(added.filter((path) => !path.startsWith('node_modules/'))).toEqual([
      'packages/clients/pets-api/README.md',
      'packages/clients/pets-api/operations.json',
      'packages/clients/pets-api/spec.json',
      'packages/clients/pets-api/src/index.ts',
      'packages/clients/pets-api/src/operations.ts',
      'packages/clients/pets-api/src/resources/cats.ts',
      'packages/clients/pets-api/src/resources/dogs.ts',
      'packages/clients/pets-api/src/types.ts',
      'schemas/pets/lock.json',
    ])
    for (const [path, text] of Object.entries(before)) expect([path, after[path]]).toEqual([path, text])
    expect(existsSync(workshop.stateFolder)).toBe(false)
  })

  it('skips unchanged work by hash and touches no file', async () => {
    const workshop = makeWorkshop()
    await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    const packages = join(workshop.root, 'packages')
    const before = fingerprints(packages)
    const pipeline = fakePipeline()
    const result = await generateProject(workshop, { apis: ['pets'], pipeline })
    expect(pipeline.calls.generated).toBe(0)
    expect(result.plans[0]?.drifts).toEqual([])
    expect(fingerprints(packages)).toEqual(before)
  })

  it('generates again without the cache, and still touches no file that is right', async () => {
    const workshop = makeWorkshop()
    await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    rmSync(join(workshop.root, 'node_modules'), { recursive: true })
    const before = fingerprints(join(workshop.root, 'packages'))
    const pipeline = fakePipeline()
    await generateProject(workshop, { apis: ['pets'], pipeline })
    expect(pipeline.calls.generated).toBe(1)
    expect(fingerprints(join(workshop.root, 'packages'))).toEqual(before)
  })

  it('leaves nothing behind of an endpoint that is gone', async () => {
    const workshop = makeWorkshop()
    const pipeline = fakePipeline()
    await generateProject(workshop, { apis: ['pets'], pipeline })
    const from = { text: spec(['/cats']), file: 'new.json' }
    await generateProject(workshop, { apis: ['pets'], pipeline, from })
    expect(existsSync(join(workshop.root, 'packages/clients/pets-api/src/resources/dogs.ts'))).toBe(false)
    expect(existsSync(join(workshop.root, 'packages/clients/pets-api/src/resources/cats.ts'))).toBe(true)
    expect(readFileSync(join(workshop.root, 'schemas/pets/openapi.json'), 'utf8')).toBe(spec(['/cats']))
  })

  it('restores the stored spec where it was edited but equals what the lock knows', async () => {
    const workshop = makeWorkshop()
    const pipeline = fakePipeline()
    await generateProject(workshop, { apis: ['pets'], pipeline })
    const path = join(workshop.root, 'schemas/pets/openapi.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, spec(['/birds']))
    await generateProject(workshop, { apis: ['pets'], pipeline, from: { text, file: 'old.json' } })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('is all or nothing over several APIs', async () => {
    const workshop = makeWorkshop(['cats', 'dogs'])
    write(workshop.root, { 'schemas/dogs/openapi.json': '{ broken' })
    const before = contents(workshop.root)
    const work = generateProject(workshop, { apis: ['cats', 'dogs'], pipeline: fakePipeline() })
    await expect(work).rejects.toThrow(/JSON/)
    expect(contents(workshop.root)).toEqual(before)
  })

  it('does not ignore a formatter that fails', async () => {
    const workshop = makeWorkshop()
    const before = contents(workshop.root)
    const pipeline = {
      ...fakePipeline(),
      generatePackage: () => Promise.reject(new Error('biome: src/types.ts cannot be parsed')),
    }
    await expect(generateProject(workshop, { apis: ['pets'], pipeline })).rejects.toThrow(
      /biome: src\/types.ts/,
    )
    expect(contents(workshop.root)).toEqual(before)
  })

  it('does not take a generator that wrote nothing for one that had nothing to do', async () => {
    const workshop = makeWorkshop()
    const before = contents(workshop.root)
    const generatePackage = async () => ({ files: new Map(), notices: [], operations: 0 })
    const work = generateProject(workshop, {
      apis: ['pets'],
      pipeline: { ...fakePipeline(), generatePackage },
    })
    await expect(work).rejects.toThrow(/wrote no src\/index.ts/)
    expect(contents(workshop.root)).toEqual(before)
  })

  it.each([
    ['is missing', undefined, /packages\/clients\/pets-api\/package.json is missing/],
    ['is broken', '{', /not valid JSON/],
    [
      'lacks an entry',
      '{"name":"pets-api","exports":{".":"./dist/index.js"}}',
      /"exports" lacks ".\/operations"/,
    ],
    ['has another name', '{"name":"dogs-api"}', /"name" must be "pets-api"/],
    [
      'names a file that is not generated',
      '{"name":"pets-api","exports":{"./streams":{"@driftless/source":"./src/streams.ts"}}}',
      /"\.\/streams" names src\/streams.ts, which is not generated/,
    ],
  ])('refuses a package.json that %s', async (_what, text, message) => {
    const workshop = makeWorkshop()
    const path = join(workshop.root, 'packages/clients/pets-api/package.json')
    if (text === undefined) rmSync(path)
    else writeFileSync(path, text)
    const before = contents(workshop.root)
    await expect(generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })).rejects.toThrow(
      message,
    )
    expect(contents(workshop.root)).toEqual(before)
  })

  it('writes a lock that says nothing of time or place', async () => {
    const [one, other] = [makeWorkshop(), makeWorkshop()]
    for (const workshop of [one, other])
      await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    const [first, second] = [one, other].map(({ root }) =>
      readFileSync(join(root, 'schemas/pets/lock.json'), 'utf8'),
    )
    expect(first).toBe(second)
    const lock = JSON.parse(first ?? '')
    expect(Object.keys(lock)).toEqual(['package', 'operations', 'inputs', 'tools', 'outputs'])
    expect(Object.keys(lock.tools)).toEqual(['generator', 'hey-api', 'biome'])
  })

  it('applies the overlay and records it', async () => {
    const workshop = makeWorkshop()
    write(workshop.root, { 'schemas/pets/overlay.yaml': 'overlay: 1.0.0\n' })
    await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    const specJson = readFileSync(join(workshop.root, 'packages/clients/pets-api/spec.json'), 'utf8')
    expect(specJson).toContain('"x-overlay": "overlay: 1.0.0\\n"')
  })

  it('refuses to start while another run is writing', async () => {
    const workshop = makeWorkshop()
    const other = { ...fakePipeline() }
    let inside: unknown
    const pipeline = {
      ...other,
      async generatePackage(...input: Parameters<typeof other.generatePackage>) {
        inside ??= await generateProject(workshop, { apis: ['pets'], pipeline: other }).catch(
          (error) => error.message,
        )
        return other.generatePackage(...input)
      },
    }
    await generateProject(workshop, { apis: ['pets'], pipeline })
    expect(inside).toMatch(new RegExp(`Another run \\(process ${process.pid}\\) is writing here`))
  })

  it('takes over from a run that is dead', async () => {
    const workshop = makeWorkshop()
    write(workshop.root, { '.driftless/run.4194999.left': '' })
    await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    expect(existsSync(workshop.stateFolder)).toBe(false)
  })

  it('clears away what killed runs left, and nothing else', async () => {
    const workshop = makeWorkshop()
    const left = ['.driftless/run.4194998.left', `.driftless/run.${process.pid}.left`, '.driftless/notes.txt']
    write(workshop.root, Object.fromEntries(left.map((path) => [path, ''])))
    await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    expect(readdirSync(workshop.stateFolder)).toEqual(['notes.txt'])
  })

  it('leaves a living run alone', async () => {
    const workshop = makeWorkshop()
    const living = `.driftless/run.${process.ppid}.living`
    write(workshop.root, { [living]: '' })
    await expect(generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })).rejects.toThrow(
      new RegExp(`Another run \\(process ${process.ppid}\\) is writing here\\. .*delete .*${living}`),
    )
    expect(readdirSync(workshop.stateFolder)).toEqual([basename(living)])
  })

  it('stops before the swap when it is interrupted', async () => {
    const workshop = makeWorkshop()
    const before = contents(workshop.root)
    const controller = new AbortController()
    const real = fakePipeline()
    const pipeline = {
      ...real,
      async generatePackage(...input: Parameters<typeof real.generatePackage>) {
        controller.abort()
        return real.generatePackage(...input)
      },
    }
    const work = generateProject(workshop, { apis: ['pets'], pipeline, signal: controller.signal })
    await expect(work).rejects.toThrow()
    expect(contents(workshop.root)).toEqual(before)
  })
})

describe('api.config.ts', () => {
  it.each([
    ['has no default export', 'export const x = 1', /has no default export that is an object/],
    ['does not parse', 'export default {', /cannot be loaded/],
    ['lacks a member', "export default { name: 'pets', package: 'pets-api' }", /client is missing/],
    [
      'has an unknown member',
      "export default { name: 'pets', package: 'pets-api', client: 'Pets', pacakge: 'x' }",
      /pacakge is unknown \(known: name,/,
    ],
    [
      'has a member of the wrong kind',
      "export default { name: 'pets', package: 'pets-api', client: 'Pets', server: { command: 'x', specPath: '/x', healthPath: '/y' } }",
      /server\.command must be a list of texts/,
    ],
    [
      'could escape its folder',
      "export default { name: 'pets', package: '../../evil', client: 'Pets' }",
      /package must look like/,
    ],
    [
      'has the name of another folder',
      "export default { name: 'dogs', package: 'pets-api', client: 'Pets' }",
      /name is "dogs", but its folder is pets/,
    ],
  ])('is refused where it %s', async (_what, text, message) => {
    const workshop = makeWorkshop()
    write(workshop.root, { 'schemas/pets/api.config.ts': text })
    const work = generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    await expect(work).rejects.toThrow(message)
    await expect(work).rejects.toThrow(/^schemas\/pets\/api.config.ts/)
  })

  it('may change in comments without a change of the lock', async () => {
    const workshop = makeWorkshop()
    const pipeline = fakePipeline()
    await generateProject(workshop, { apis: ['pets'], pipeline })
    const path = 'schemas/pets/api.config.ts'
    write(workshop.root, { [path]: `// hello\n${apiFiles('pets', '')[path]}` })
    await generateProject(workshop, { apis: ['pets'], pipeline })
    expect(pipeline.calls.generated).toBe(1)
  })
})
