import { describe, expect, test } from 'vitest'
import type { ApiConfig } from '../../src/config.ts'
import { releaseOf } from '../../src/diff/release/index.ts'
import { releaseOfSource } from '../../src/diff/release/source-release.ts'
import { surfaceChanges } from '../../src/diff/surface/surface-changes.ts'
import type { Change, Release } from '../../src/diff/types.ts'
import { classify } from '../../src/diff/wire/classify/classify.ts'
import { wireChanges } from '../../src/diff/wire/index.ts'
import { withKnownBreaks, withoutKnownBreaks } from '../../src/diff/wire/known-bad.ts'
import { rulingOf } from '../../src/diff/wire/policy.ts'
import { compareByRedocly, type Difference } from '../../src/diff/wire/redocly.ts'
import { parseReport } from '../../src/diff/wire/report.ts'
import { buildDocument } from '../../src/document/build.ts'
import type { JsonObject } from '../../src/document/types.ts'
import { baseDocument } from './table/base.ts'
import { type Edit, edited } from './table/row.ts'

const config: ApiConfig = { name: 'work', package: 'work-api', client: 'WorkApi' }
const base = baseDocument('3.1')

function releaseOfDocument(document: JsonObject): Promise<Release> {
  const text = JSON.stringify(document)
  return releaseOf(buildDocument({ text, file: 'work.json' }).document, config, '1.0.0')
}

async function changesAfter(...edits: Edit[]): Promise<Change[]> {
  return wireChanges(await releaseOfDocument(base), await releaseOfDocument(edited(base, edits)))
}

const line = ({ bump, subject, message }: Change) => `${bump} ${subject}: ${message}`

describe('a sentence on the wire', () => {
  test('names the operation that it is about, as users call it', async () => {
    const answer = 'paths /tasks/{id}/claim post responses 200 content application/json schema properties'
    const changes = await changesAfter([`${answer} since type`, ['string', 'null']])
    expect(changes.map(line)).toEqual(["major tasks.claim: the response's `since` may now be null"])
    expect(changes[0]?.operations).toEqual(['tasks.claim'])
  })

  test('names the type that several operations share, and all of those', async () => {
    const changes = await changesAfter(['components schemas Owner properties email'])
    const seen = '`shapes.draw`, `shapes.export`, `tasks.create`, `tasks.get`, `tasks.list` and 1 more'
    expect(changes.map(line)).toEqual([`major type Owner: \`email\` is gone in responses; seen by ${seen}`])
    expect(changes[0]?.operations).toContain('tasks.replace')
  })

  test('tells what is sent from what is received', async () => {
    const changes = await changesAfter(['components schemas Status enum', ['todo', 'done', 'dead', 'new']])
    expect(changes.map(line)).toEqual([
      'minor tasks.list: the query parameter `status` now takes `"new"` too',
      expect.stringMatching(
        /^minor type Status: it may now be `"new"` too in responses; seen by `tasks\.create`/,
      ),
    ])
  })

  test('says nothing of responses where only requests take another type than before', async () => {
    const shared = { type: 'object', properties: { status: { $ref: '#/components/schemas/Status' } } }
    const narrow = { type: 'object', properties: { status: { type: 'string', enum: ['todo', 'done'] } } }
    const operation = 'paths /tasks/{id}/claim post'
    const answer: Edit = [`${operation} responses 200 content application/json schema`, shared]
    const body = (schema: JsonObject): Edit => [
      `${operation} requestBody`,
      { content: { 'application/json': { schema } } },
    ]
    const old = edited(base, [answer, body(shared)])
    const next = edited(base, [answer, body(narrow)])
    const changes = await wireChanges(await releaseOfDocument(old), await releaseOfDocument(next))
    expect(changes.filter(({ code }) => code.includes('enum')).map(line)).toEqual([
      'major tasks.claim: the body\'s `status` no longer takes `"dead"`',
    ])
  })

  test('names every method of an operation that has several', async () => {
    const content = 'paths /tasks post requestBody content'
    const schema = { $ref: '#/components/schemas/NewTask' }
    const both = {
      'application/json': { schema },
      'application/octet-stream': { schema: { type: 'string' } },
    }
    const old = edited(base, [[content, both]])
    const next = edited(base, [[content, { 'application/octet-stream': { schema: { type: 'string' } } }]])
    const releases = [await releaseOfDocument(old), await releaseOfDocument(next)] as const
    const methods = releases[0].operations.filter(
      ({ path, httpMethod }) => `${httpMethod} ${path}` === 'POST /tasks',
    )
    expect(methods).toHaveLength(2)
    const changes = await wireChanges(...releases)
    const gone = changes.filter(({ code }) => code === 'request-media-type-removed')
    expect(gone.map(({ subject }) => subject).sort()).toEqual(
      methods.map(({ resource, method }) => `${resource}.${method}`).sort(),
    )
    // Types of the platform are named, not taken apart.
    const messages = (await surfaceChanges(...releases)).map(({ message }) => message)
    expect(messages).toContain('the body now takes `Blob` too')
    expect(messages.join()).not.toContain('@')
  })

  test('names no operation for what none of them uses', async () => {
    const scheme = 'components securitySchemes token scheme'
    expect((await changesAfter([scheme, 'basic'])).map(line).join()).not.toMatch(/seen by\s*(?:;|$)/)
  })

  test('calls properties by their names in TypeScript', async () => {
    const created = 'components schemas NewTask'
    const changes = await changesAfter(
      [`${created} properties due_date`, { type: 'string' }],
      [`${created} required`, ['title', 'due_date']],
    )
    // Once: that it is new, and that it must be given, are one change.
    expect(changes.map(line).filter((each) => each.includes('`dueDate`'))).toEqual([
      'major type NewTask: `dueDate` is new and must be given in requests; seen by `tasks.create` and `tasks.replace`',
    ])
  })

  test('says where it stands on both sides', async () => {
    const old = await releaseOfDocument(base)
    const [change] = await changesAfter(['components schemas Owner properties email type', 'integer'])
    const lineOf = (release: Release, position: Change['old']) =>
      release.documentText.split('\n')[(position?.line ?? 0) - 1]?.trim()
    expect(change?.old?.file).toBe('work.json')
    expect(lineOf(old, change?.old)).toBe('"type": "string"')
    const next = await releaseOfDocument(
      edited(base, [['components schemas Owner properties email type', 'integer']]),
    )
    expect(lineOf(next, change?.new)).toBe('"type": "integer"')
  })

  test('counts lines of YAML and of Swagger 2.0 as they are written', async () => {
    const yaml = (required: string) =>
      `swagger: '2.0'\ninfo: { title: Pets, version: '1' }\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      tags: [pets]\n      produces: [application/json]\n      responses:\n        200:\n          description: Pets.\n          schema: { $ref: '#/definitions/Pet' }\ndefinitions:\n  Pet:\n    type: object\n    required: ${required}\n    properties:\n      name: { type: string }\n      age: { type: integer }\n`
    const old = await releaseOfSource({ text: yaml('[name, age]'), file: 'old.yaml' })
    const next = await releaseOfSource({ text: yaml('[name]'), file: 'new.yaml' })
    expect(await wireChanges(old, next)).toMatchObject([
      { subject: 'pets.list', old: { file: 'old.yaml', line: 19 }, new: { file: 'new.yaml', line: 19 } },
    ])
  })

  test('says once what parts of several types have in common', async () => {
    const whole = (name: string): Edit => [
      `components schemas ${name}`,
      {
        allOf: [
          { $ref: '#/components/schemas/Owner' },
          { type: 'object', properties: { [name]: { type: 'string' } } },
        ],
      },
    ]
    const old = edited(base, [whole('Task'), whole('Drawing')])
    const next = edited(old, [['components schemas Owner properties email']])
    const changes = await wireChanges(await releaseOfDocument(old), await releaseOfDocument(next))
    expect(changes.map(({ subject, code }) => `${code} ${subject}`)).toEqual([
      'response-property-removed type Owner',
    ])
  })
})

describe('what cannot be trusted is refused', () => {
  const other = edited(base, [['paths /export']])

  test('where the rules are off, known breaks are not seen', async () => {
    const pair = withKnownBreaks(base, other)
    const blind = await compareByRedocly(...pair, 'rules: {}\n')
    expect(() => withoutKnownBreaks(blind)).toThrow(
      /redocly diff did not see breaks that are there: its rules parameter-became-required, enum-values-removed, property-removed are off/,
    )
    const seeing = withoutKnownBreaks(await compareByRedocly(...pair))
    expect(seeing.map(({ route }) => route)).toEqual(['/paths/~1export'])
  })

  test('a report of another version', () => {
    expect(() => parseReport('{"reportVersion":"2","changes":[]}')).toThrow(/reportVersion is "2"/)
    expect(() => parseReport('{"reportVersion":"1"}')).toThrow(/it has no list of changes/)
    expect(() => parseReport('Diff passed.')).toThrow(/it is no JSON/)
  })

  test('a rule that nobody has thought about is a break', () => {
    const difference: Difference = {
      kind: 'modified',
      type: 'Schema',
      property: 'description',
      route: '/paths/~1tasks/get',
      oldPointer: undefined,
      newPointer: undefined,
      oldValue: undefined,
      newValue: undefined,
      verdicts: [{ rule: 'moon-phase-changed', message: 'The moon is another one.' }],
    }
    const [found] = classify({ difference, ways: 7, old: base, next: base })
    expect(rulingOf(found?.code ?? '', found?.message ?? '')).toEqual({
      bump: 'major',
      sentence: 'The moon is another one.',
    })
  })
})
