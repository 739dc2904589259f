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

/** A map from names to `value`. Refuses the name `__proto__`, which zod would leave out without a word. */
export function mapOf<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (map, context) => {
      if (typeof map === 'object' && map !== null && Object.hasOwn(map, '__proto__')) {
        context.addIssue({ code: 'custom', path: ['__proto__'], message: 'This name is not supported' })
      }
      return map
    },
    z.record(z.string(), value),
  )
}
