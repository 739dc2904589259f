import { z } from 'zod'

/** A whole number in a query; the text must be decimal digits. */
export function queryInteger({ minimum, maximum }: { minimum: number; maximum: number }) {
  return z
    .string()
    .transform((text, context) => {
      const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN
      if (value >= minimum && value <= maximum) return value
      context.addIssue({ code: 'custom', message: `Expected a whole number from ${minimum} to ${maximum}` })
      return z.NEVER
    })
    .meta({ type: 'integer', minimum, maximum })
}

/** `true` or `false` in a query. */
export function queryBoolean() {
  return z
    .string()
    .transform((text, context) => {
      if (text === 'true' || text === 'false') return text === 'true'
      context.addIssue({ code: 'custom', message: 'Expected true or false' })
      return z.NEVER
    })
    .meta({ type: 'boolean' })
}
