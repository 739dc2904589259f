import { describe, expect, test } from 'vitest'
import { parseAcceptedBreaks } from '../../src/diff/accepted.ts'
import { type Comparisons, compareReleases } from '../../src/diff/compare.ts'
import { verdictAnnotations } from '../../src/diff/report/github.ts'
import { verdictText } from '../../src/diff/report/text.ts'
import type { Change, Release } from '../../src/diff/types.ts'

const release = (version: string): Release => ({
  api: 'pets',
  package: 'pets-api',
  version,
  client: 'PetsApi',
  document: { info: { version } },
  documentFile: 'openapi.json',
  documentText: '{}',
  operations: [],
  connection: {},
  code: '',
  declarations: new Map(),
  declarationsFolder: 'src',
  usage: '',
})

const change = (
  side: Change['side'],
  bump: Change['bump'],
  code: string,
  subject: string,
  message: string,
): Change => ({
  side,
  bump,
  code,
  subject,
  message,
})

function compare(changes: readonly Change[], accepted = '') {
  const of = (side: Change['side']) => async () => changes.filter((each) => each.side === side)
  const comparisons: Comparisons = { wire: of('wire'), surface: of('surface') }
  return compareReleases(
    release('1.0.0'),
    release('1.1.0'),
    parseAcceptedBreaks(accepted, ['dogs', 'pets']),
    comparisons,
  )
}

describe('both verdicts', () => {
  test('the larger one is the verdict', async () => {
    const verdict = await compare([
      change('wire', 'minor', 'operation-added', 'pets.get', 'is new'),
      change('surface', 'major', 'method-renamed', 'pets.list', 'is now `pets.search`'),
    ])
    expect(verdict).toMatchObject({
      bump: 'major',
      wire: 'minor',
      surface: 'major',
      from: '1.0.0',
      to: '1.1.0',
    })
    expect(verdict.changes.map(({ code }) => code)).toEqual(['method-renamed', 'operation-added'])
  })

  test('what both say of one thing is said once, by the one that weighs more', async () => {
    const { changes, wire, surface } = await compare([
      change('wire', 'minor', 'error-removed', 'pets.get', 'the error 404 is no longer declared'),
      change('surface', 'major', 'error-removed', 'pets.get', 'the error 404 is no longer declared'),
      change(
        'wire',
        'major',
        'parameter-required',
        'pets.list',
        'the query parameter `limit` is now required',
      ),
      change(
        'surface',
        'major',
        'request-property-required',
        'pets.list',
        'the query parameter `limit` must now be given',
      ),
      change(
        'surface',
        'major',
        'request-property-required',
        'pets.list',
        'the query parameter `page` must now be given',
      ),
    ])
    expect({ wire, surface }).toEqual({ wire: 'major', surface: 'major' })
    expect(changes.map(({ side, message }) => `${side} ${message}`)).toEqual([
      'surface the error 404 is no longer declared',
      'wire the query parameter `limit` is now required',
      'surface the query parameter `page` must now be given',
    ])
  })

  test('nothing changed is none', async () => {
    expect(await compare([])).toMatchObject({
      bump: 'none',
      wire: 'none',
      surface: 'none',
      changes: [],
      stale: [],
    })
  })
})

describe('accepted breaks', () => {
  const breaks = [
    change('wire', 'major', 'response-property-removed', 'type Pet', '`age` is gone in responses'),
    change(
      'surface',
      'major',
      'response-property-removed',
      'type Pet',
      '`age` is gone in what `pets.get` and `pets.list` return',
    ),
  ]

  test('one line makes what both sides say minor, and keeps the reason', async () => {
    const line = 'pets response-property-removed type Pet: `age` is gone in responses -- nobody reads it\n'
    const verdict = await compare(breaks, line)
    expect(verdict).toMatchObject({ bump: 'minor', wire: 'minor', surface: 'minor', stale: [] })
    expect(verdict.changes).toMatchObject([{ bump: 'minor', accepted: 'nobody reads it' }])
  })

  test('a break says the line that accepts it, which holds whatever operations meet it', async () => {
    const [wire, surface] = breaks as [Change, Change]
    const seen = { ...wire, message: `${wire.message}; seen by \`pets.get\` and \`pets.list\`` }
    const line = 'pets response-property-removed type Pet: `age` is gone in responses --'
    const { changes } = await compare([seen, surface])
    expect(changes.map(({ accept }) => accept)).toEqual([line])
    expect(await compare([wire, surface], `${line} nobody reads it`)).toMatchObject({ bump: 'minor' })
    const alone = await compare([surface])
    expect(alone.changes[0]?.accept).toBe('pets response-property-removed type Pet: `age` is gone --')
  })

  test('a line accepts one break of a type, and no other of the same kind', async () => {
    const kind = change(
      'wire',
      'major',
      'response-property-removed',
      'type Pet',
      '`kind` is gone in responses',
    )
    const verdict = await compare(
      [...breaks, kind],
      'pets response-property-removed type Pet: `age` is gone in responses -- nobody reads it',
    )
    expect(verdict).toMatchObject({ bump: 'major', stale: [] })
    expect(verdict.changes).toMatchObject([
      { bump: 'major', message: '`kind` is gone in responses' },
      { bump: 'minor', accepted: 'nobody reads it' },
    ])
  })

  test('a line that does not say which is refused with the lines to write', async () => {
    const kind = change(
      'wire',
      'major',
      'response-property-removed',
      'type Pet',
      '`kind` is gone in responses',
    )
    const verdict = await compare([...breaks, kind], 'pets response-property-removed type Pet -- all of it')
    expect(verdict.bump).toBe('major')
    const said = verdictText(verdict)
    expect(said).toContain(
      'accepted-breaks.txt:1: this line does not say which break it accepts; write one for each, with a reason: pets response-property-removed type Pet: `age` is gone in responses -- | pets response-property-removed type Pet: `kind` is gone in responses --',
    )
    expect(verdictAnnotations(verdict).join('\n')).toContain('does not say which break it accepts')
  })

  test('what one side says in two sentences is two breaks', async () => {
    const gone = (place: string) =>
      change('wire', 'major', 'parameter-removed', 'pets.get', `the ${place} \`limit\` is gone`)
    const both = [gone('query parameter'), gone('header')]
    expect((await compare(both)).changes).toHaveLength(2)
    const line = 'pets parameter-removed pets.get: the header `limit` is gone -- never sent'
    expect((await compare(both, line)).bump).toBe('major')
  })

  test('a line that matches no break is stale; those of other APIs are not asked', async () => {
    const text = `# About pets.\n\npets operation-removed pets.get: is gone -- gone anyway\ndogs operation-removed dogs.get: is gone -- gone\n`
    const { bump, stale } = await compare(breaks, text)
    expect(bump).toBe('major')
    expect(stale).toMatchObject([
      {
        what: 'operation-removed pets.get: is gone',
        position: { file: 'schemas/accepted-breaks.txt', line: 3 },
      },
    ])
  })

  test('what is no break needs no acceptance', async () => {
    const added = change('wire', 'minor', 'operation-added', 'pets.get', 'is new')
    expect((await compare([added], 'pets operation-added pets.get: is new -- why not')).stale).toHaveLength(1)
  })

  test.each([
    [
      'pets operation-removed pets.get',
      /:1: this line is not of the form `<api> <code> <subject>: <what changed> -- <reason>`/,
    ],
    ['pets operation-removed pets.get -- ', /:1: this line is not of the form/],
    ['cats operation-removed cats.get -- gone', /:1: there is no API "cats" \(known: dogs, pets\)/],
    ['pets a-b x -- y\n\npets a-b x -- z', /:3: line 1 accepts the same break/],
  ])('%j is refused by its line', (text, message) => {
    expect(() => parseAcceptedBreaks(text, ['dogs', 'pets'])).toThrow(message)
  })
})
