import type { Diagnostic, DiagnosticLevelOpen, DiagnosticMessage, ErrorField, Path } from 'stepflow-api'

/** One remark of the server. */
export interface FlowDiagnostic {
  /** How bad it is: `fatal` keeps a flow from being stored, `error` from working, `warning` from neither. */
  readonly level: DiagnosticLevelOpen
  /** The remark for people. */
  readonly text: string
  /** Where, such as `$.steps[0].input`; `$` for the whole. */
  readonly path: string
  /** What it is about, for programs; absent where the server could not even read the request. */
  readonly message?: DiagnosticMessage
}

/** Takes over a diagnostic of a flow. */
export function fromDiagnostic({ level, text, path, message }: Diagnostic): FlowDiagnostic {
  return { level, text, path: pathText(path ?? []), message }
}

/**
 * Takes over one invalid place of a refused request.
 *
 * @param root name of the part that paths begin in, such as `flow`; it is left out of the path
 */
export function fromErrorField({ field, message, in: part }: ErrorField, root?: string): FlowDiagnostic {
  const names = field.split('.').filter((name) => name !== '')
  const inside = root !== undefined && names[0] === root ? names.slice(1) : names
  const parts = inside.map((name) => (/^\d+$/.test(name) ? { index: Number(name) } : { string: name }))
  return { level: 'fatal', text: part === 'body' ? message : `${part}: ${message}`, path: pathText(parts) }
}

/** One line per diagnostic, for messages. */
export function listOf(diagnostics: readonly FlowDiagnostic[]): string {
  return diagnostics.map(({ level, path, text }) => `\n  ${level} at ${path}: ${text}`).join('')
}

/** Writes a path in the notation of flows. Newer servers send it so. */
function pathText(path: Path | string): string {
  if (typeof path === 'string') return path
  const parts = path.map((part) => {
    if ('index' in part) return `[${part.index}]`
    return /^[\w$-]+$/.test(part.string) ? `.${part.string}` : `[${JSON.stringify(part.string)}]`
  })
  return `$${parts.join('')}`
}
