import type { Mutant } from './mutant.ts'

const changeset = 'packages/core/generator/src/diff/changeset'
const tests = 'packages/core/generator/test/diff/changeset'

export const releaseMutants: readonly Mutant[] = [
  {
    rule: 'release: a changeset that is too small fails the check',
    file: `${changeset}/check.ts`,
    find: 'if (small.length > 0) {',
    replace: 'if (small.length > 9) {',
    testFile: `${tests}/changesets.test.ts`,
    test: 'fails where one is too small, the fix first',
  },
  {
    rule: 'release: a changeset of which nothing is left is removed',
    file: `${changeset}/write.ts`,
    find: '    rmSync(path)\n',
    replace: '',
    testFile: `${tests}/changesets.test.ts`,
    test: 'leaves no file where nothing is left of it',
  },
  {
    rule: 'release: packages that show a client in turn get its bump',
    file: `${changeset}/downstream.ts`,
    find: '      grew = true\n',
    replace: '',
    testFile: `${tests}/downstream.test.ts`,
    test: 'those that show such a package in turn',
  },
  {
    rule: 'release: what a package only calls is not what it shows',
    file: `${changeset}/downstream.ts`,
    find: 'typescript.preProcessFile(outputText, true, true)',
    replace: "typescript.preProcessFile(readFileSync(file, 'utf8'), true, true)",
    testFile: `${tests}/downstream.test.ts`,
    test: 'not one that only calls it',
  },
  {
    rule: 'release: what is kept moves only with its client',
    file: `${changeset}/move.ts`,
    find: '    if (now.get(config.package) === before.get(config.package)) continue\n',
    replace: '',
    testFile: `${tests}/version-packages.test.ts`,
    test: 'leaves alone what is kept of a client that does not move',
  },
  {
    rule: 'release: versions do not move while a changeset is missing',
    file: 'packages/core/generator/src/cli/version-packages.ts',
    find: 'if (problems.length === 0) return\n',
    replace: 'if (problems.length >= 0) return\n',
    testFile: `${tests}/version-packages.test.ts`,
    test: 'refuses where a changeset is missing',
  },
  {
    rule: 'release: a changelog shows the old call beside the new one',
    file: `${changeset}/text.ts`,
    find: "['', '  Now:', '', indented(calls.new)]",
    replace: '[]',
    testFile: `${tests}/text.test.ts`,
    test: 'shows the old call of a break beside the new one',
  },
  {
    rule: 'release: what is published is what was tried',
    file: 'scripts/release/pack-folder.ts',
    find: '(await sha256(path)) !== tarball.integrity',
    replace: 'false',
    testFile: 'test/release/publish.test.ts',
    test: 'refuses a tarball that is not the one that was packed and tried',
  },
  {
    rule: 'release: only what publishes may prove where packages come from',
    file: '.github/workflows/release.yml',
    find: '  pack:\n    runs-on: ubuntu-latest\n',
    replace: '  pack:\n    runs-on: ubuntu-latest\n    permissions:\n      id-token: write\n',
    testFile: 'test/release/workflows.test.ts',
    test: 'let only what publishes prove where packages come from',
  },
]
