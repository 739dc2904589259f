import type { Mutant } from './mutant.ts'

const wire = 'packages/core/generator/src/diff/wire'
const table = 'packages/core/generator/test/diff/table.test.ts'

/** Rules by which versions follow from what goes over the wire. */
export const wireMutants: readonly Mutant[] = [
  {
    rule: 'A rule that nobody has thought about is a break',
    file: `${wire}/policy.ts`,
    find: "?? { bump: 'major', sentence: message }",
    replace: "?? { bump: 'patch', sentence: message }",
    testFile: 'packages/core/generator/test/diff/wire.test.ts',
    test: 'a rule that nobody has thought about is a break',
  },
  {
    rule: 'Where the rules are off, nothing is believed',
    file: `${wire}/known-bad.ts`,
    find: 'if (missing.length > 0) {',
    replace: 'if (missing.length > 9) {',
    testFile: 'packages/core/generator/test/diff/wire.test.ts',
    test: 'where the rules are off, known breaks are not seen',
  },
  {
    rule: 'What a component is in a request is told from what it is in a response',
    file: `${wire}/uses.ts`,
    find: 'return isSuccess(status) ? received : failed',
    replace: 'return sent',
    testFile: 'packages/core/generator/test/diff/wire.test.ts',
    test: 'tells what is sent from what is received',
  },
  {
    rule: 'An accepted break that matches nothing is an error',
    file: 'packages/core/generator/src/diff/compare.ts',
    find: 'stale: ofApi.filter((each) => !used.has(each)),',
    replace: 'stale: [],',
    testFile: 'packages/core/generator/test/diff/compare.test.ts',
    test: 'a line that matches no break is stale',
  },
  {
    rule: 'The larger of both verdicts is the verdict',
    file: 'packages/core/generator/src/diff/compare.ts',
    find: 'bump: largerBump(wireBump, surfaceBump),',
    replace: 'bump: wireBump,',
    testFile: 'packages/core/generator/test/diff/compare.test.ts',
    test: 'the larger one is the verdict',
  },
  {
    rule: 'A default that is written out is no change',
    file: `${wire}/normalize/operation.ts`,
    find: "...(explode !== undefined && explode !== (used === 'form') && { explode }),",
    replace: '...(explode !== undefined && { explode }),',
    testFile: table,
    test: 'a query parameter says what is usual',
  },
  {
    rule: 'A bound of a request that is looser is no break',
    file: `${wire}/classify/constraints.ts`,
    find: 'return largerAsksMore ? next < old : next > old',
    replace: 'return largerAsksMore ? next > old : next < old',
    testFile: table,
    test: 'the longest text of a request is longer',
  },
  {
    rule: 'Nothing is a break that only the parameters of a path are written elsewhere',
    file: `${wire}/normalize/operation.ts`,
    find: 'mergeParameters(json, asList(shared), asList(parameters))',
    replace: 'mergeParameters(json, [], asList(parameters))',
    testFile: table,
    test: 'a parameter of a path stands in its operations',
  },
  {
    rule: 'A property called `not` is no negation',
    file: `${wire}/classify/schema.ts`,
    find: "key === 'not' && !namedMembers.has(keys[index - 1] ?? '')",
    replace: "key === 'not' && index > -1",
    testFile: table,
    test: 'a property that is called `not` must be shorter',
  },
  {
    rule: 'Where tokens come from is part of the offer',
    file: `${wire}/classify/security.ts`,
    find: 'if (!addresses.has(property)) return []',
    replace: 'if (addresses.has(property)) return []',
    testFile: table,
    test: 'tokens are to be got elsewhere',
  },
  {
    rule: 'Names are what TypeScript takes for names',
    file: 'packages/core/generator/src/model/words.ts',
    find: "isIdentifierPart(character) ? character : ' '",
    replace: 'character',
    testFile: 'packages/core/generator/test/model/names.test.ts',
    test: 'make names for types and functions',
  },
]
