import type { ParameterWriter } from './operation.ts'
import { formQuery, own, pieces } from './pieces.ts'

type Writer<Written> = (name: string, value: unknown) => Written

type Declared<Written> = Readonly<
  Record<string, string | { readonly name: string; readonly write: Writer<Written> }>
>

/** Writes the defined parameters of a group, declared or free, by wire name; a later group replaces an earlier one. */
function writeGroup<Written>(
  written: Map<string, Written>,
  values: object | undefined,
  declared: Declared<Written> | undefined,
  standard: Writer<Written>,
): Map<string, Written> {
  for (const [key, value] of Object.entries(values ?? {})) {
    const parameter = own(declared, key) ?? key
    const [name, write] =
      typeof parameter === 'string' ? [parameter, standard] : [parameter.name, parameter.write]
    if (value !== undefined) written.set(name, write(name, value))
  }
  return written
}

function simpleHeader(_name: string, value: unknown): string | null {
  return value === null ? null : pieces(value, String).join()
}

/** Writes declared query, header and cookie parameters, in any style, and free ones beside them. */
export const writeParameters: ParameterWriter = ({ query, headers, cookies }, client, args, options) => {
  const pairs = new Map<string, string[]>()
  for (const values of [client.query, args.query, options.query]) writeGroup(pairs, values, query, formQuery)
  const fields = writeGroup(new Map<string, string | null>(), client.headers, undefined, simpleHeader)
  writeGroup(fields, options.headers, headers, simpleHeader)
  const cookiePairs = [...writeGroup(new Map(), options.cookies, cookies, formQuery).values()].flat()
  if (cookiePairs.length) fields.set('cookie', cookiePairs.join('; '))
  return [[...pairs.values()].flat(), fields]
}
