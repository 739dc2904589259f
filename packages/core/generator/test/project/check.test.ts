import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkText } from '../../src/cli/check-text.ts'
import { checkProject } from '../../src/project/check-project.ts'
import { defaultPipeline } from '../../src/project/default-pipeline.ts'
import { generateProject } from '../../src/project/generate-project.ts'
import { sha256 } from '../../src/project/hash.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { check, client, edit, findings, generated, halfSwap } from './support/check.ts'
import { fakePipeline } from './support/pipeline.ts'
import { fingerprints } from './support/snapshot.ts'
import { makeWorkshop, spec, write } from './support/workshop.ts'

describe('check', () => {
  it('is content with what generate wrote, by hash and in full', async () => {
    const workshop = await generated()
    const pipeline = fakePipeline()
    expect(await check(workshop, false, pipeline)).toMatchObject({ inStep: true })
    expect(pipeline.calls.generated).toBe(0)
    expect(await check(workshop, true, pipeline)).toMatchObject({ inStep: true })
    expect(pipeline.calls.generated).toBe(1)
  })

  it('works as in full where nothing is cached, and does not fill the cache', async () => {
    const workshop = await generated()
    rmSync(workshop.cacheFolder, { recursive: true })
    const pipeline = fakePipeline()
    await check(workshop, false, pipeline)
    expect(await check(workshop, false, pipeline)).toMatchObject({ inStep: true })
    expect(pipeline.calls.generated).toBe(2)
  })

  it('sees an edited byte', async () => {
    const workshop = await generated()
    edit(workshop, `${client}/src/index.ts`, (text) => text.replace('PetsApi', 'PetsApj'))
    const report = await check(workshop)
    expect(findings(report)).toEqual([`${client}/src/index.ts: changed, edited by hand`])
    expect(report).toMatchObject({ inStep: false, fix: 'pnpm gen generate pets' })
  })

  it('sees an edited header', async () => {
    const workshop = await generated()
    edit(workshop, `${client}/src/types.ts`, (text) => text.replace('// made from', '// Made from'))
    expect(findings(await check(workshop))).toEqual([`${client}/src/types.ts: changed, edited by hand`])
  })

  it('sees a deleted file', async () => {
    const workshop = await generated()
    rmSync(join(workshop.root, client, 'src/resources/cats.ts'))
    expect(findings(await check(workshop))).toEqual([
      `${client}/src/resources/cats.ts: missing, edited by hand`,
    ])
  })

  it('sees an extra file, whatever its name', async () => {
    const workshop = await generated()
    write(workshop.root, { [`${client}/src/notes.txt`]: 'by hand' })
    expect(findings(await check(workshop))).toEqual([`${client}/src/notes.txt: extra, edited by hand`])
  })

  it('sees a renamed file', async () => {
    const workshop = await generated()
    const folder = join(workshop.root, client, 'src/resources')
    renameSync(join(folder, 'cats.ts'), join(folder, 'felines.ts'))
    expect(findings(await check(workshop))).toEqual([
      `${client}/src/resources/cats.ts: missing, edited by hand`,
      `${client}/src/resources/felines.ts: extra, edited by hand`,
    ])
  })

  it.each(['README.md', 'spec.json', 'operations.json'])('sees an edited %s', async (name) => {
    const workshop = await generated()
    edit(workshop, `${client}/${name}`, (text) => `${text} `)
    expect(findings(await check(workshop))).toEqual([`${client}/${name}: changed, edited by hand`])
  })

  it('sees an edited lock', async () => {
    const workshop = await generated()
    edit(workshop, 'schemas/pets/lock.json', (text) => text.replace('"operations": 2', '"operations": 3'))
    expect(findings(await check(workshop))).toEqual(['schemas/pets/lock.json: changed, edited by hand'])
  })

  it.each([
    ['deleted', () => undefined],
    ['broken', () => '{'],
    ['empty', () => ''],
  ])('sees a lock that is %s', async (_what, text) => {
    const workshop = await generated()
    const path = join(workshop.root, 'schemas/pets/lock.json')
    rmSync(path)
    const content = text()
    if (content !== undefined) writeFileSync(path, content)
    expect(findings(await check(workshop)).join()).toMatch(/schemas\/pets\/lock.json: (missing|changed)/)
  })

  it.each([true, false])('sees an edit made consistently to a file and the lock (full: %s)', async (full) => {
    const workshop = await generated()
    const path = `${client}/src/index.ts`
    const old = sha256(readFileSync(join(workshop.root, path)))
    edit(workshop, path, (text) => text.replace('PetsApi', 'EvilApi'))
    const now = sha256(readFileSync(join(workshop.root, path)))
    edit(workshop, 'schemas/pets/lock.json', (text) => text.replace(old, now))
    const report = await check(workshop, full)
    expect(report.inStep).toBe(false)
    expect(findings(report).map((line) => line.split(':')[0])).toEqual([path, 'schemas/pets/lock.json'])
  })

  it('sees a changed spec, and says so', async () => {
    const workshop = await generated()
    write(workshop.root, { 'schemas/pets/openapi.json': spec(['/cats', '/dogs', '/fish']) })
    const report = await check(workshop)
    expect(findings(report)).toContain(`${client}/src/resources/fish.ts: missing, out of date`)
    expect(findings(report).filter((line) => line.includes('edited'))).toEqual([])
    expect(report.apis[0]?.reasons).toEqual(['schemas/pets/openapi.json changed'])
  })

  it('sees a new overlay', async () => {
    const workshop = await generated()
    write(workshop.root, { 'schemas/pets/overlay.yaml': 'overlay: 1.0.0\n' })
    const report = await check(workshop)
    expect(report.apis[0]?.reasons).toEqual(['schemas/pets/overlay.yaml changed'])
    expect(report.inStep).toBe(false)
  })

  it('sees a new guide, and puts it into the README', async () => {
    const workshop = await generated()
    write(workshop.root, { 'schemas/pets/guide.md': '## Feeding\n' })
    const report = await check(workshop)
    expect(report.apis[0]?.reasons).toEqual(['schemas/pets/guide.md changed'])
    expect(findings(report)).toContain(`${client}/README.md: changed, out of date`)
  })

  it('sees a changed config', async () => {
    const workshop = await generated()
    edit(workshop, 'schemas/pets/api.config.ts', (text) => text.replace('PetsApi', 'PetShop'))
    const report = await check(workshop)
    expect(report.apis[0]?.reasons).toEqual(['schemas/pets/api.config.ts changed'])
    expect(findings(report)).toContain(`${client}/src/index.ts: changed, out of date`)
  })

  it('sees another package, whose files nobody has edited yet', async () => {
    const workshop = await generated()
    const config = "{ name: 'pets', package: 'pets-sdk', client: 'PetsApi' }"
    write(workshop.root, { 'schemas/pets/api.config.ts': `export default ${config}\n` })
    const [found] = (await check(workshop)).apis
    expect(found?.reasons).toContain(
      'the package was pets-api; delete packages/clients/pets-api if it is not needed',
    )
    expect(new Set(found?.drifts.map(({ cause }) => cause))).toEqual(new Set(['out of date']))
  })

  it('sees a changed generator: the cache knows the hash of its sources', async () => {
    const workshop = await generated()
    edit(workshop, 'node_modules/.cache/driftless/pets.txt', (text) =>
      text.replace(/generator \w{4}/, 'generator 0000'),
    )
    const report = await check(workshop, false, fakePipeline('export const mark = 2'))
    expect(findings(report)).toContain(`${client}/src/index.ts: changed, out of date`)
    expect(findings(report)).toContain('schemas/pets/lock.json: changed, out of date')
  })

  it('sees another version of a tool', async () => {
    const workshop = await generated()
    edit(workshop, 'schemas/pets/lock.json', (text) => text.replace(/"biome": "[^"]*"/, '"biome": "1.0.0"'))
    const report = await check(workshop)
    expect(report.apis[0]?.reasons[0]).toMatch(/^biome is .*, was 1\.0\.0$/)
    expect(findings(report)).toEqual(['schemas/pets/lock.json: changed, out of date'])
  })

  it('sees a package.json that lacks an entry', async () => {
    const workshop = await generated()
    edit(workshop, `${client}/package.json`, (text) => text.replace('"./types"', '"./tipes"'))
    const report = await check(workshop)
    expect(report.inStep).toBe(false)
    expect(report.apis[0]?.problems).toEqual([
      `${client}/package.json: "exports" lacks "./types" (src/types.ts).`,
    ])
  })

  it('says how to get a spec that is missing', async () => {
    const workshop = await generated()
    rmSync(join(workshop.root, 'schemas/pets/openapi.json'))
    expect(checkText(await check(workshop)).split('\n')[0]).toBe('Fix: pnpm gen update-spec pets --generate')
  })

  it('says how to get a spec again that was edited until it is none', async () => {
    const workshop = await generated()
    write(workshop.root, { 'schemas/pets/openapi.json': '<html>' })
    const pipeline = { ...fakePipeline(), buildDocument: defaultPipeline.buildDocument }
    const report = await checkProject(workshop, { apis: ['pets'], pipeline, full: false })
    expect(checkText(report)).toMatch(
      /^Fix: pnpm gen update-spec pets --generate\n\npets: out of step\n {2}schemas\/pets\/openapi\.json:1: this is an HTML/,
    )
  })

  it('looks at every API even where one cannot be generated', async () => {
    const workshop = makeWorkshop(['cats', 'dogs'])
    await generateProject(workshop, { apis: ['cats', 'dogs'], pipeline: fakePipeline() })
    write(workshop.root, { 'schemas/cats/openapi.json': '{ broken' })
    rmSync(join(workshop.root, 'packages/clients/dogs-api/README.md'))
    const report = await checkProject(workshop, {
      apis: ['cats', 'dogs'],
      pipeline: fakePipeline(),
      full: false,
    })
    expect(report.apis[0]?.problems[0]).toMatch(/JSON/)
    expect(report.apis[1]?.drifts).toHaveLength(1)
    expect(report.fix).toBe('pnpm gen generate dogs')
  })

  it('refuses to judge while another run is writing', async () => {
    const workshop = await generated()
    write(workshop.root, { [`.driftless/run.${process.ppid}.living`]: '' })
    await expect(check(workshop)).rejects.toThrow(`Another run (process ${process.ppid}) is writing here`)
  })

  it.each([
    ['in step', () => {}],
    ['drifted', (workshop: Workshop) => rmSync(join(workshop.root, client, 'README.md'))],
    ['half-swapped', (workshop: Workshop) => write(workshop.root, halfSwap)],
    ['without cache', (workshop: Workshop) => rmSync(workshop.cacheFolder, { recursive: true })],
    ['without lock', (workshop: Workshop) => rmSync(join(workshop.root, 'schemas/pets/lock.json'))],
  ])('writes nothing (%s)', async (_what, prepare) => {
    const workshop = await generated()
    prepare(workshop)
    const before = fingerprints(workshop.root)
    await check(workshop, false)
    await check(workshop, true)
    expect(fingerprints(workshop.root)).toEqual(before)
  })
})
