import type { Mutant } from './mutant.ts'

const digests = 'packages/core/runtime/test/drift/digests.test.ts'
const command = 'packages/core/runtime/test/drift/command.test.ts'

export const driftMutants: readonly Mutant[] = [
  {
    rule: 'a digest does not change with words for people',
    file: 'packages/core/runtime/src/drift/offered.ts',
    find: "  'deprecated',\n",
    replace: '',
    testFile: digests,
    test: 'do not change with deprecation',
  },
  {
    rule: 'a digest follows circles of schemas to the end',
    file: 'packages/core/runtime/src/drift/definitions.ts',
    find: 'sha256(pointer + all)',
    replace: 'sha256(pointer)',
    testFile: digests,
    test: 'change with a member of a circle, far from the operation',
  },
  {
    rule: 'the order of a list that has none does not change a digest',
    file: 'packages/core/runtime/src/drift/tree.ts',
    find: '.sort().join()}]`\n  if (isList',
    replace: '.join()}]`\n  if (isList',
    testFile: digests,
    test: 'do not change with the order of an enum',
  },
  {
    rule: 'new operations of a server are no reason to fail',
    file: 'packages/core/runtime/src/drift/compare.ts',
    find: 'inStep: differences.length === 0 && !hasMoved',
    replace: 'inStep: differences.length === 0 && !hasMoved && offered.size === 0',
    testFile: command,
    test: 'does not fail for new operations, names of path parameters, ports and hosts',
  },
  {
    rule: 'a document is read up to a limit',
    file: 'packages/core/runtime/src/drift/fetch-document.ts',
    find: 'size > maxBytes',
    replace: 'size > 2 * maxBytes',
    testFile: command,
    test: 'does not read for ever',
  },
  {
    rule: 'digests are those of the document before the overlay',
    file: 'packages/core/generator/src/generate.ts',
    find: 'offerOf(document.served ?? document.json)',
    replace: 'offerOf(document.json)',
    testFile: 'packages/core/generator/test/emit/manifest.test.ts',
    test: 'operations.json says what the server offers, before the overlay, and where',
  },
  {
    rule: 'a package.json names the program that npx runs',
    file: 'packages/core/generator/src/project/package-exports.ts',
    find: "if (paths.has('src/bin.ts'))",
    replace: "if (paths.has('bin.ts'))",
    testFile: 'packages/core/generator/test/project/package-exports.test.ts',
    test: 'misses the program of a package whose bin is undefined',
  },
]
