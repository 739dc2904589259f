import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stableJson } from '../../document/json-text.ts'
import type { Json, JsonObject } from '../../document/types.ts'
import { isMissing, ProjectError } from '../../project/errors.ts'
import { parseReport } from './report.ts'
import { inSlot } from './slots.ts'

/** What one rule says of a change. */
export interface RuleVerdict {
  readonly rule: string
  readonly message: string
}

/** One place where two documents differ, as `redocly diff` reports it. */
export interface Difference {
  readonly kind: 'added' | 'removed' | 'modified'
  /** What stands there, such as `Schema` or `Parameter`. */
  readonly type: string
  /** Key that was modified in it. */
  readonly property: string | undefined
  /** Where an operation meets it first: a pointer that goes through references. */
  readonly route: string
  /** Where it stands in the old document, as a JSON pointer; that of the nearest object where it is new. */
  readonly oldPointer: string | undefined
  readonly newPointer: string | undefined
  readonly oldValue: Json | undefined
  readonly newValue: Json | undefined
  readonly verdicts: readonly RuleVerdict[]
}

/** Nothing else is read: a configuration without these rules would find no break in anything. */
const configuration = 'extends:\n  - diff-recommended\n'

/** Nothing is sent, looked up or remarked. */
const environment = {
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  REDOCLY_SUPPRESS_NOTIFICATIONS: 'true',
  NO_COLOR: '1',
}

/**
 * Compares two OpenAPI 3.x documents by `redocly diff`, in a process of its own: it takes some tenths of a second to
 * start, and its modules have no stable names.
 *
 * @param rules text of its configuration
 * @throws ProjectError where it cannot be started, fails, or prints what this adapter does not know
 */
export async function compareByRedocly(
  old: JsonObject,
  next: JsonObject,
  rules: string = configuration,
): Promise<Difference[]> {
  const folder = mkdtempSync(join(tmpdir(), 'driftless-diff-'))
  try {
    writeFileSync(join(folder, 'old.json'), stableJson(old))
    writeFileSync(join(folder, 'new.json'), stableJson(next))
    writeFileSync(join(folder, 'rules.yaml'), rules)
    const output = await inSlot(() => run(folder))
    return parseReport(readReport(join(folder, 'report.json'), output))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(file: string, output: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) throw new ProjectError(`redocly diff wrote no report: ${output.trim()}`)
    throw error
  }
}

function run(folder: string): Promise<string> {
  // To a file: what is left in a pipe when a process exits is lost.
  const flags = ['--config', 'rules.yaml', '--fail-on', 'none', '--format', 'json', '--output', 'report.json']
  const program = join(dirname(fileURLToPath(import.meta.resolve('@redocly/cli/package.json'))), 'bin/cli.js')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, 'diff', 'old.json', 'new.json', ...flags], {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (cause) => reject(new ProjectError(`redocly cannot be started: ${cause.message}`)))
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output)
      reject(new ProjectError(`redocly diff failed (${signal ?? `exit code ${code}`}):\n${output.trim()}`))
    })
  })
}
