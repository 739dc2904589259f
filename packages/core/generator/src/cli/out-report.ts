import { addedLines, differenceLines } from '@driftless/runtime/drift'
import type { CallSearch } from '../callers/find-calls.ts'
import type { SourceCheck } from '../project/out-source.ts'
import { unifiedDiff } from '../project/unified-diff.ts'
import { driftLines } from './check-text.ts'
import { type FolderCheck, isInStep } from './out-check.ts'
import { count } from './table.ts'

/** A folder for people: where something is to do, first the command that does it. */
export function folderText(check: FolderCheck): string {
  const { folder, code, sources } = check
  const drifts = code?.drifts ?? []
  const sections: string[] = []
  if (drifts.length > 0 || sources.some(needsGenerating)) sections.push(`Fix: ${fixFor(folder)}`)
  const lines: string[] = []
  if (drifts.length > 0) lines.push(`${folder}: out of step`, driftLines(drifts))
  else {
    const { operations = 0, files = 0 } = code ?? {}
    lines.push(`${folder}: in step (${count(operations, 'operation')}, ${count(files, 'file')})`)
  }
  for (const source of sources) lines.push(...sourceLines(folder, source))
  sections.push(lines.join('\n'), callText(check), unifiedDiff(drifts))
  return sections.filter((section) => section !== '').join('\n\n')
}

/** The same for programs; without the texts of files. */
export function folderJson({ folder, inStep, code, sources, search, problem }: FolderCheck): object {
  return {
    folder,
    inStep,
    ...(problem !== undefined && { problem }),
    ...(code !== undefined && {
      operations: code.operations,
      drifts: code.drifts.map(({ path, kind, cause }) => ({ path, kind, cause })),
    }),
    sources,
    ...(search !== undefined && { calls: search.calls, unread: search.unread }),
  }
}

function fixFor(folder: string): string {
  return `npx driftless generate --out ${quoted(folder)}`
}

function quoted(folder: string): string {
  return /^[\w@%+=:,./-]+$/.test(folder) ? folder : `"${folder}"`
}

function needsGenerating(check: SourceCheck): boolean {
  return check.state !== 'unknown' && check.state !== 'absent' && !isInStep(check)
}

function sourceLines(folder: string, check: SourceCheck): string[] {
  const { source, state, report, problem, isServer } = check
  if (state === 'in step') return [`${folder}: in step with ${source}`]
  if (state === 'absent') {
    return [
      `${folder}: ${source}, which it was made from, is not here. Bring it back, or name another: npx driftless generate DOCUMENT --out ${quoted(folder)}`,
    ]
  }
  if (state === 'unknown') return [`${folder}: cannot be compared with ${source}: ${problem}`]
  const added = report === undefined ? [] : addedLines(report)
  if (state === 'texts differ') {
    const same = `${folder}: ${source} offers all of it`
    return [isServer ? `${same}, in other words` : `${same}, and has changed since`, ...added]
  }
  const moved = report?.moved && `  all operations moved from ${report.moved.from} to ${report.moved.to}`
  return [
    `${folder}: ${source} does not offer what it was made from:`,
    ...(report === undefined ? [] : differenceLines(report)),
    ...(moved === undefined ? [] : [moved]),
    ...added,
  ]
}

function callText(check: FolderCheck): string {
  if (check.search === undefined) return ''
  return [foundText(check.search, check), ...unreadLines(check.search)].join('\n')
}

/** What the compiler does not read may use anything. */
function unreadLines({ unread }: CallSearch): string[] {
  if (unread === 0) return []
  return [`note: ${count(unread, 'file')} in .vue, .svelte or .astro: calls in there are not looked at.`]
}

function foundText(search: CallSearch, { differences }: FolderCheck): string {
  if (search.projects === 0)
    return 'note: without a tsconfig.json it is not known who calls these operations.'
  if (search.calls.length === 0) {
    return search.unread > 0
      ? 'Your TypeScript files use none of these operations.'
      : 'Your code uses none of these operations.'
  }
  const calls = new Map(
    differences.flatMap(({ names, calls }) => names.map((name, index) => [name, calls[index] ?? name])),
  )
  const lines = search.calls.map(
    ({ file, line, column, operation, text }) =>
      `  ${file}:${line}:${column}  ${calls.get(operation) ?? operation}  ${text}`,
  )
  return ['Your code uses them here:', ...lines].join('\n')
}
