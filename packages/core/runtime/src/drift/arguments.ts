import { DriftError } from './drift-error.ts'

/** What `npx <package>` was asked to do. */
export type Asked =
  | { readonly command: 'help' }
  | {
      readonly command: 'check'
      readonly server: string
      readonly json: boolean
      readonly headers: Readonly<Record<string, string>>
      readonly timeoutMs: number
    }

const defaultTimeoutSeconds = 30

export function usageOf(packageName: string): string {
  return `Usage: npx ${packageName} check --server URL [--json] [--header "Name: value"] [--timeout SECONDS]

Says whether a server still offers what ${packageName} was made from.

  --server URL      base URL of the server, or URL of its OpenAPI document in JSON
  --json            prints the result for programs
  --header TEXT     header that is sent along, such as "Authorization: Bearer ..."; may be repeated
  --timeout NUMBER  seconds until the document must be here; default: ${defaultTimeoutSeconds}

Exit codes: 0 in step, 1 differs or cannot be told, 2 wrong usage.`
}

/** Reads a command line. @throws DriftError of the kind `usage` */
export function readArguments(argv: readonly string[]): Asked {
  const [command, ...rest] = argv
  if (command === 'help' || argv.includes('--help') || argv.includes('-h')) return { command: 'help' }
  if (command !== 'check') {
    throw new DriftError(
      command === undefined ? 'A command is missing.' : `There is no command ${command}.`,
      'usage',
    )
  }
  const headers: Record<string, string> = {}
  const asked = { server: '', json: false, timeoutMs: defaultTimeoutSeconds * 1_000 }
  const words = rest.flatMap((word) => (/^--\w+=/.test(word) ? splitOnce(word, '=') : [word]))
  const valueFor = (flag: string): string => {
    const value = words.shift()
    if (value === undefined || value === '') throw new DriftError(`${flag} needs a value.`, 'usage')
    return value
  }
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--json') asked.json = true
    else if (word === '--server') asked.server = valueFor(word)
    else if (word === '--timeout') asked.timeoutMs = milliseconds(valueFor(word))
    else if (word === '--header') Object.assign(headers, headerOf(valueFor(word)))
    else throw new DriftError(`${word} is not understood.`, 'usage')
  }
  if (asked.server === '') throw new DriftError('--server URL is missing.', 'usage')
  return { command, ...asked, headers }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return [text.slice(0, at), text.slice(at + separator.length)]
}

function milliseconds(text: string): number {
  const seconds = Number(text)
  if (!(seconds > 0 && seconds <= 3_600)) {
    throw new DriftError(`--timeout takes seconds from above 0 to 3600, not ${text}.`, 'usage')
  }
  return Math.ceil(seconds * 1_000)
}

function headerOf(text: string): Record<string, string> {
  const [name, value] = text.includes(':') ? splitOnce(text, ':') : [text, '']
  const isName = /^[!#$%&'*+.^_`|~\w-]+$/.test(name)
  if (!isName || value.trim() === '') {
    // The text may be a secret.
    throw new DriftError('--header takes "Name: value".', 'usage')
  }
  return { [name.toLowerCase()]: value.trim() }
}
