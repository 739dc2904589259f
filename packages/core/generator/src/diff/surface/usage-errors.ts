import type ts from 'typescript'
import type { Change } from '../types.ts'
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
  const known = new Set(errorsIn(setting, usageFiles.old).map(({ line, message }) => `${line} ${message}`))
  return errorsIn(setting, usageFiles.next).filter(({ line, message }) => !known.has(`${line} ${message}`))
}

function errorsIn({ typescript, program }: Setting, path: string): UsageError[] {
  const file = program.getSourceFile(path)
  if (file === undefined) return []
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
  return diagnostics.map((diagnostic) => {
    const line = lineOf(file, diagnostic.start ?? 0)
    const message = typescript.flattenDiagnosticMessageText(diagnostic.messageText, ' ').split('\n')[0] ?? ''
    return { subject: subjectAt(file, line), message: withoutFolders(message), line }
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

function withoutFolders(message: string): string {
  return message.replace(/import\("[^"]*"\)\./g, '').replace(/ +/g, ' ')
}

/** One change for each subject whose calls broke, unless something that was found already says why. */
export function usageChanges(
  { old: { release } }: Setting,
  errors: readonly UsageError[],
  isExplained: (subject: string) => boolean,
): Change[] {
  const changes = new Map<string, Change>()
  const folder = /^(.*released)\/declarations$/.exec(release.declarationsFolder)?.[1]
  for (const { subject, message, line } of errors) {
    if (changes.has(subject) || isExplained(subject)) continue
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
