/** A failure that a person can act on: its message is printed alone, without a stack; the run exits 1. */
export class ProjectError extends Error {
  override readonly name: string = 'ProjectError'
  /** The command that repairs it, where one does. */
  readonly fix?: string

  constructor(message: string, fix?: string) {
    super(message)
    if (fix !== undefined) this.fix = fix
  }
}

/** Work that stopped half way, and how to go on: a person is told so even where it was an interruption that stopped it. */
export class UnfinishedError extends ProjectError {
  override readonly name: string = 'UnfinishedError'
}

/** Wrong usage of a command, such as an unknown API name; the run exits 2. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Whether a file system error says that the path does not exist. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
