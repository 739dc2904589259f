import { beforeAll, describe, expect, test } from 'vitest'
import { type CorpusResult, exampleDocuments, githubDocuments, runCorpus, summary } from './corpus.ts'
import { refused } from './refused.ts'

describe('public documents', () => {
  let results: readonly CorpusResult[] = []
  let lint = ''

  beforeAll(async () => {
    const done = await runCorpus([...(await exampleDocuments()), ...githubDocuments('api.github.com.json')])
    results = done.results
    lint = done.lint
    console.log(summary(results))
  })

  test('all of them are there', () => {
    expect(results.length).toBeGreaterThan(70)
    expect(results.find(({ name }) => name === 'octokit/api.github.com.json')?.operations).toBeGreaterThan(
      1000,
    )
  })

  test('each generates and type-checks', () => {
    expect(results.filter(({ errors }) => errors.length > 0)).toEqual([])
  })

  test('what comes out is as the formatter and the linter of this repository want it', () => {
    expect(lint).toBe('')
  })

  test('those that are refused stand in the list, with pointer and reason', () => {
    const found = Object.fromEntries(
      results.flatMap(({ name, refused }) => (refused === undefined ? [] : [[name, refused] as const])),
    )
    expect(Object.keys(found)).toEqual(Object.keys(refused))
    for (const [name, { pointer, reason }] of Object.entries(refused)) {
      expect(found[name]?.pointer).toBe(pointer)
      expect(found[name]?.message).toMatch(reason)
    }
  })
})
