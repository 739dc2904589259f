import type ts from 'typescript'
import { importedAs } from '../entries.ts'
import type { Change } from '../types.ts'
import { hasFindings } from './attribution.ts'
import type { Graph } from './graph.ts'
import { type OperationMatch, subjectOf } from './operations.ts'
import { ownTypes } from './own-types.ts'
import { type Setting, usageFiles } from './setting.ts'

/** A call of the last release that no longer compiles. */
export interface UsageError {
  /** What the part of the usage file is about: `tasks.claim`, `type Task`. */
  readonly subject: string
  readonly message: string
  /** Line of the usage file, from 1. */
  readonly line: number
}

/** Type-checks the last release's usage file against the new client; what fails beside the old one does not count. */
export function usageErrors(setting: Setting): UsageError[] {
  const errors = errorsIn(setting, usageFiles.next)
  if (errors.length === 0) return []
  const known = new Set(errorsIn(setting, usageFiles.old).map(({ line, message }) => `${line} ${message}`))
  return errors.filter(({ line, message }) => !known.has(`${line} ${message}`))
}

function errorsIn({ typescript, program, old }: Setting, path: string): UsageError[] {
  const file = program.getSourceFile(path)
  if (file === undefined) return []
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
  return diagnostics.map((diagnostic) => {
    const line = lineOf(file, diagnostic.start ?? 0)
    const message = typescript.flattenDiagnosticMessageText(diagnostic.messageText, ' ').split('\n')[0] ?? ''
    return { subject: subjectAt(file, line), message: withoutFolders(message, old.release.package), line }
  })
}

function lineOf(file: ts.SourceFile, position: number): number {
  return file.getLineAndCharacterOfPosition(position).line + 1
}

/** Every part of a usage file starts with a comment that says what it is about. */
function subjectAt(file: ts.SourceFile, line: number): string {
  const lines = file.text.split('\n')
  for (let index = line - 1; index >= 0; index -= 1) {
    const subject = /^\/\/ (.+)$/.exec(lines[index] ?? '')?.[1]
    if (subject !== undefined) return subject
  }
  return 'the package'
}

/** Where the package's modules stand in our program is nobody's concern. */
function withoutFolders(message: string, packageName: string): string {
  return message
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/"\/(?:old|new)\/(\w+)"/g, (_, entry: string) => `"${importedAs(packageName, entry)}"`)
    .replace(/ +/g, ' ')
}

/** What the changes that were found already say of: a part of the usage file about it needs no change of its own. */
export function explained(
  { roots, pairs, consumed, walk }: Graph,
  { kept, removed }: OperationMatch,
  changes: readonly Change[],
): ReadonlySet<string> {
  const isMajor = ({ bump }: { readonly bump: Change['bump'] }) => bump === 'major'
  const subjects = changes.filter(isMajor).map(({ subject }) => subject)
  // What was found about a type may be told of the one operation that uses it, and the other way round.
  const operations = roots.filter((root) => hasFindings(root, isMajor)).map(({ subject }) => subject)
  const told = new Set([...subjects, ...operations])
  // A renamed operation is told of by its old name; its types belong to the new one.
  for (const { old, next } of kept) if (told.has(subjectOf(old))) told.add(subjectOf(next))
  for (const pair of pairs.values()) if (hasFindings(pair, isMajor)) told.add(`type ${pair.old.name}`)
  for (const [name, subject] of consumed) if (told.has(subject)) told.add(`type ${name}`)
  for (const name of ownTypes(walk.old.release, removed)) told.add(`type ${name}`)
  return new Set([...told].map(withoutKind))
}

/** An enum is a value and a type. */
function withoutKind(subject: string): string {
  return subject.replace(/^type /, '')
}

/** One change for each subject whose calls broke, unless something that was found already says why. */
export function usageChanges(
  { old: { release } }: Setting,
  errors: readonly UsageError[],
  told: ReadonlySet<string>,
): Change[] {
  const changes = new Map<string, Change>()
  const folder = /^(.*released)\/declarations$/.exec(release.declarationsFolder)?.[1]
  for (const { subject, message, line } of errors) {
    if (changes.has(subject) || told.has(withoutKind(subject))) continue
    changes.set(subject, {
      bump: 'major',
      side: 'surface',
      code: 'usage-broken',
      subject,
      message: `code that used it no longer compiles: ${message}`,
      ...(folder !== undefined && { old: { file: `${folder}/usage.ts`, line } }),
    })
  }
  return [...changes.values()]
}
