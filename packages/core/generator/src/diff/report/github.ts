import { staleText } from '../accepted.ts'
import type { Change, Verdict } from '../types.ts'

/** Workflow commands that make GitHub show each change where it stands: breaks as errors, what is new as warnings. */
export function verdictAnnotations(verdict: Verdict): string[] {
  const { api, changes, stale } = verdict
  return [
    ...changes.flatMap((change) => annotation(change) ?? []),
    ...stale.map((line) => {
      const { file, line: at } = line.position
      return command('error', file, at, `${api}: ${staleText(line, verdict)}`)
    }),
  ]
}

function annotation(change: Change): string | undefined {
  const { bump, subject, message, code, accepted } = change
  if (bump === 'patch') return undefined
  const place = change.new ?? change.old
  const reason = accepted === undefined ? '' : `; accepted: ${accepted}`
  const text = `${bump}: ${subject}: ${message} (${code}${reason})`
  return command(bump === 'major' ? 'error' : 'warning', place?.file, place?.line, text)
}

function command(
  level: 'error' | 'warning',
  file: string | undefined,
  line: number | undefined,
  message: string,
): string {
  const where = file === undefined ? '' : ` file=${property(file)},line=${line ?? 1},title=pnpm gen diff`
  return `::${level}${where || ' title=pnpm gen diff'}::${data(message)}`
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
