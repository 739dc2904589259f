import type { Operation, ParameterWriter } from './operation.ts'
import { merge } from './parameters.ts'
import { formQuery, own, simpleHeader } from './pieces.ts'

type Writer<Written> = (name: string, value: unknown) => Written

type Declared<Written> = Readonly<
  Record<string, string | { readonly name: string; readonly write: Writer<Written> }>
>

/** Gives the wire name of a parameter, declared or free, and what writes it. */
function find<Written>(
  declared: Declared<Written> | undefined,
  key: string,
  standard: Writer<Written>,
): { readonly name: string; readonly write: Writer<Written> } {
  const parameter = own(declared, key) ?? key
  return typeof parameter === 'string' ? { name: parameter, write: standard } : parameter
}

/** Writes the defined parameters of some groups as pairs; a later group replaces what an earlier one has. */
function writePairs(
  groups: readonly (object | undefined)[],
  declared: Declared<string[]> | undefined,
): string[] {
  const pairs = new Map<string, string[]>()
  for (const group of groups) {
    for (const [key, value] of Object.entries(merge(group))) {
      const { name, write } = find(declared, key, formQuery)
      pairs.set(name, write(name, value))
    }
  }
  return [...pairs.values()].flat()
}

/** Writes declared query, header and cookie parameters, in any style, and free ones beside them. */
export const writeParameters: ParameterWriter = (operation, client, args, options, setHeader) => {
  const writeHeaders = (group: object | undefined, declared?: Operation['headers']) => {
    for (const [key, value] of Object.entries(merge(group))) {
      const { name, write } = find(declared, key, simpleHeader)
      // A header that is null is taken away, whatever its style.
      setHeader(name, value === null ? null : write(name, value))
    }
  }
  writeHeaders(client.headers)
  writeHeaders(options.headers, operation.headers)
  const cookies = writePairs([options.cookies], operation.cookies)
  if (cookies.length) setHeader('cookie', cookies.join('; '))
  return writePairs([client.query, args.query, options.query], operation.query)
}
