/**
 * `pnpm mutants [text]`: applies each recorded one-line break to a copy of the repository and runs the test
 * that must notice it. A mutant that survives, or whose line is gone, fails the run.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Mutant, mutants } from '../test/mutants/index.ts'
import { copyRepository } from './release/copy.ts'

const run = promisify(execFile)
const wanted = process.argv[2]
const selected = mutants.filter((mutant) => wanted === undefined || describe(mutant).includes(wanted))
const copy = await mkdtemp(join(tmpdir(), 'driftless-mutants-'))
const failures: string[] = []

try {
  await copyRepository(copy)
  for (const mutant of selected) await tryMutant(mutant)
} finally {
  await rm(copy, { recursive: true, force: true })
}
console.log(`${selected.length - failures.length} of ${selected.length} mutants were noticed`)
if (failures.length > 0 || selected.length === 0) process.exitCode = 1

async function tryMutant(mutant: Mutant): Promise<void> {
  const file = join(copy, mutant.file)
  const source = await readFile(file, 'utf8')
  const parts = source.split(mutant.find)
  if (parts.length !== 2)
    return report(mutant, `its line stands ${parts.length - 1} times in the file, not once`)
  const unbroken = await runTest(mutant)
  if (unbroken !== 'green') return report(mutant, `"${mutant.test}" is ${unbroken} on the unbroken code`)
  await writeFile(file, parts.join(mutant.replace))
  const broken = await runTest(mutant)
  await writeFile(file, source)
  if (broken !== 'red') return report(mutant, `"${mutant.test}" is ${broken}, not red`)
  console.log(`noticed   ${describe(mutant)}`)
}

/** Runs the named test. Code that cannot be loaded, or that hangs, proves nothing about the test: it never came to it. */
async function runTest({ testFile, test }: Mutant): Promise<'green' | 'red' | 'not run to its end'> {
  const reportFile = join(copy, '.mutant-report.json')
  await rm(reportFile, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const pattern = test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const args = [vitest, 'run', testFile, '-t', pattern, '--reporter=json', `--outputFile=${reportFile}`]
  const exited = await run(process.execPath, args, { cwd: copy, timeout: 300_000 }).catch(() => undefined)
  const result = JSON.parse(await readFile(reportFile, 'utf8').catch(() => '{}')) as VitestReport
  if ((result.numFailedTests ?? 0) > 0) return 'red'
  // The exit code tells of errors outside of tests too.
  return exited !== undefined && (result.numPassedTests ?? 0) > 0 ? 'green' : 'not run to its end'
}

interface VitestReport {
  readonly numPassedTests?: number
  readonly numFailedTests?: number
}

function report(mutant: Mutant, reason: string): void {
  failures.push(describe(mutant))
  console.error(`SURVIVED  ${describe(mutant)}: ${reason}`)
}

function describe(mutant: Mutant): string {
  return `${mutant.rule} (${mutant.file})`
}
