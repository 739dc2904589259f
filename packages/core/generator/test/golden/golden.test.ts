import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bodyTests } from './features/bodies.ts'
import { clientTests } from './features/clients.ts'
import { envelopeTests } from './features/envelopes.ts'
import { pageTests } from './features/pages.ts'
import { parameterTests } from './features/parameters.ts'
import { responseTests } from './features/responses.ts'
import { safetyTests } from './features/safety.ts'
import { schemaTests } from './features/schemas.ts'
import { streamTests } from './features/streams.ts'
import { examplesModule } from './support/examples.ts'
import { type Golden, prepareGolden } from './support/golden.ts'
import { snippets } from './support/snippets.ts'

describe('golden specs', () => {
  let prepared: Golden | undefined
  const golden = (): Golden => {
    if (prepared === undefined) throw new Error('the golden specs are not generated')
    return prepared
  }

  beforeAll(async () => {
    prepared = await prepareGolden()
  })
  afterAll(() => prepared?.end())

  describe('generated packages', () => {
    test('pass the compiler under all strict flags, and so do the examples in their documentation', () => {
      expect(golden().errors).toEqual([])
      const examples = [...golden().packages.values()].map((each) =>
        examplesModule(each).match(/^export const/gm),
      )
      expect(examples.flat().length).toBeGreaterThan(60)
    })

    test('pass the formatter and the linter of this repository', () => {
      const { output, passed } = golden().linted
      expect(passed ? '' : output).toBe('')
      expect(output).toMatch(/Checked \d{3} files .*No fixes applied/)
    })

    test.each(snippets)('$title', ({ title, error }) => {
      const errors = golden().snippetErrors.get(title) ?? []
      if (error === undefined) return expect(errors).toEqual([])
      expect(errors).toHaveLength(1)
      expect(errors[0]?.message).toMatch(error)
    })
  })

  parameterTests(golden)
  bodyTests(golden)
  responseTests(golden)
  envelopeTests(golden)
  pageTests(golden)
  streamTests(golden)
  schemaTests(golden)
  clientTests(golden)
  safetyTests(golden)
})
