import { isAbsolute, relative, resolve, sep } from 'node:path'
import { UsageError } from '../project/errors.ts'
import { listApis, type Workshop } from '../project/workshop.ts'

/** Refuses an empty text, such as that of a shell variable that is not set. @throws UsageError */
export function filled(text: string, flag: string, what: string): string {
  if (text === '') throw new UsageError(`${flag} needs ${what}; its text is empty.`)
  return text
}

/** @throws UsageError where the command line does not name exactly one API */
export function needOneApi(workshop: Workshop, names: readonly string[], flag: string): void {
  if (new Set(names).size === 1) return
  const known = listApis(workshop).join(', ')
  throw new UsageError(`${flag} needs exactly one API (known: ${known}); ${names.length} were named.`)
}

/**
 * The folder that `--out` names. One that the person is in cannot be replaced: they would then be in a deleted one.
 *
 * @throws UsageError
 */
export function outFolder(out: string, workingFolder: string): string {
  const folder = resolve(workingFolder, filled(out, '--out', 'a folder'))
  const inside = relative(folder, workingFolder)
  if (isAbsolute(inside) || inside.split(sep)[0] === '..') return folder
  throw new UsageError('--out names the folder that you are in, or one above it; name one below it.')
}

/** Headers by name, of texts such as `Name: value`. @throws UsageError */
export function headersOf(texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(\S.*)$/.exec(text) ?? []
      // The text may be a secret.
      if (name === undefined || value === undefined) throw new UsageError('--header takes "Name: value".')
      return [name.toLowerCase(), value]
    }),
  )
}
