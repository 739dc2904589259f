export type LogLevel = 'info' | 'warn' | 'error'

/** Writes one event; `fields` hold no bodies and no secrets. */
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Writes one JSON line per event to stderr: stdout belongs to the line that names the port. */
export const stderrLog: Log = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`)
}
