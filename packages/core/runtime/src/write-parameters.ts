import type { ParameterWriter } from './operation.ts'
import { formQuery, own, simpleHeader } from './pieces.ts'

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
  ofNull?: Written,
): Map<string, Written> {
  for (const [key, value] of Object.entries(values ?? {})) {
    const parameter = own(declared, key) ?? key
    const [name, write] =
      typeof parameter === 'string' ? [parameter, standard] : [parameter.name, parameter.write]
    if (value === undefined) continue
    written.set(name, value === null && ofNull !== undefined ? ofNull : write(name, value))
  }
  return written
}

/** Writes declared query, header and cookie parameters, in any style, and free ones beside them. */
export const writeParameters: ParameterWriter = ({ query, headers, cookies }, client, args, options) => {
  const pairs = new Map<string, string[]>()
  for (const values of [client.query, args.query, options.query]) writeGroup(pairs, values, query, formQuery)
  const fields = new Map<string, string | null>()
  // A header that is null is taken away, whatever its style.
  writeGroup<string | null>(fields, client.headers, undefined, simpleHeader, null)
  writeGroup<string | null>(fields, options.headers, headers, simpleHeader, null)
  const cookiePairs = [...writeGroup(new Map(), options.cookies, cookies, formQuery).values()].flat()
  if (cookiePairs.length) fields.set('cookie', cookiePairs.join('; '))
  return [[...pairs.values()].flat(), fields]
}
