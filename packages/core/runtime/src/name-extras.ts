/** What only some tables of names need, and bring along. */
import { errorOf } from './errors.ts'
import { bothNames } from './names.ts'
import type { VariantChooser } from './operation.ts'
import { own } from './pieces.ts'

/** Chooses by the deciding property: by its TypeScript name in what is sent, else by its wire name. */
export const chooseVariant: VariantChooser = ({ property, mapping }, value, isSent) => {
  const [wireName, name] = bothNames(property)
  const kind = value[isSent && Object.hasOwn(value, name) ? name : wireName]
  return typeof kind === 'string' ? own(mapping, kind)?.() : undefined
}

/** A whole number as a bigint, or a list of them. */
export function toBigint(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toBigint)
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

/**
 * A number that was sent as text, or a list of such; anything else stays as it is.
 * @throws ResponseFormatError where a whole number would lose precision
 */
export function toNumber(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toNumber)
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return value
  const number = Number(value)
  if (/^-?\d+$/.test(value) && !Number.isSafeInteger(number)) {
    throw errorOf('ResponseFormat', 'a number sent as text would lose precision')
  }
  return number
}
