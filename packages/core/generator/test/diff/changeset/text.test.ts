import { describe, expect, it } from 'vitest'
import { callPairs } from '../../../src/diff/changeset/calls.ts'
import { bumpsIn } from '../../../src/diff/changeset/files.ts'
import { changesetText, changesSummary } from '../../../src/diff/changeset/text.ts'
import type { Change } from '../../../src/diff/types.ts'
import { change, release, verdictOf } from './support/releases.ts'

const old = release('1.2.3')
const current = release('1.2.3', `export const use = (c: PetsApi) => c.pets.claim('id', 'owner')`)

async function summaryOf(...changes: Change[]): Promise<string> {
  return changesSummary(verdictOf(old, current, changes), await callPairs(old, current))
}

describe('what a changeset says', () => {
  it('groups the changes and shows the old call of a break beside the new one', async () => {
    const summary = await summaryOf(
      change('minor', 'pets.list', 'may be asked for by `color`'),
      change('major', 'pets.claim', 'the body is gone'),
      change('major', 'type Pet', '`name` is gone'),
      change('patch', 'pets.list', 'the limit is 100, as it always was'),
    )
    expect(summary).toBe(`\`pets-api\`: 2 breaking changes, 1 addition, 1 fix.

**Breaking**

- \`pets.claim\`: the body is gone

  Before:

  \`\`\`ts
  await client.pets.claim('id', {
    reason: 'text',
  })
  \`\`\`

  Now:

  \`\`\`ts
  c.pets.claim('id', 'owner')
  \`\`\`

- type \`Pet\`: \`name\` is gone

**Added**

- \`pets.list\`: may be asked for by \`color\`

**Fixed**

- \`pets.list\`: the limit is 100, as it always was`)
  })

  it('shows the last call of an operation that is gone, and each call once', async () => {
    const summary = await summaryOf(
      change('major', 'pets.feed', 'is gone'),
      change('major', 'pets.feed', 'is gone, really'),
    )
    expect(summary).toContain("Before:\n\n  ```ts\n  await client.pets.feed('id')\n  ```\n")
    expect(summary).not.toContain('Now:')
    expect(summary.match(/Before:/g)).toHaveLength(1)
  })

  it('shows no calls where both releases are called alike', async () => {
    const pairs = await callPairs(old, old)
    expect(changesSummary(verdictOf(old, old, [change('major', 'pets.claim', 'may be null')]), pairs)).toBe(
      '`pets-api`: 1 breaking change.\n\n**Breaking**\n\n- `pets.claim`: may be null',
    )
  })

  it('follows an operation that moved to another name', async () => {
    const operations = current.operations.map((one) => ({ ...one, resource: 'claims', method: 'make-one' }))
    const usage = `await client.claims['make-one']('id')`
    const pairs = await callPairs(old, { ...current, operations, usage })
    expect(pairs(change('major', 'pets.claim', 'moved'))?.new).toBe(usage)
  })

  it('tells a break that was accepted as a break, with the reason', async () => {
    const summary = await summaryOf(change('minor', 'type Pet', '`age` is gone', 'nobody could set it'))
    expect(summary).toContain('1 breaking change.')
    expect(summary).toContain('- type `Pet`: `age` is gone (accepted: nobody could set it)')
  })

  it('takes what comes from a document as data', async () => {
    const hostile = 'says ```\n---\n"other": major\n---\n## Heading'
    const usage = 'client.pets.claim("````", {\n# heading: 1 })'
    const pairs = await callPairs(old, { ...current, usage })
    const summary = changesSummary(verdictOf(old, current, [change('major', 'pets.claim', hostile)]), pairs)
    const text = changesetText({ packages: ['pets-api'], bump: 'major', summary })
    expect(bumpsIn(text)).toEqual(new Map([['pets-api', 'major']]))
    expect(summary).toContain('- `pets.claim`: says ``` --- "other": major --- ## Heading')
    expect(summary).toContain('  `````ts\n  client.pets.claim("````"')
    expect(summary.split('\n').filter((line) => line.startsWith('#'))).toEqual([])
  })

  it('names every package that gets the bump', () => {
    const text = changesetText({ packages: ['pets-api', '@scope/sdk'], bump: 'minor', summary: 'Text.' })
    expect(text).toBe('---\n"pets-api": minor\n"@scope/sdk": minor\n---\n\nText.\n')
  })
})
