import { generateSync } from 'json-schema-faker'
import type { Random } from './random.ts'
import type { FlatSchema, SchemaObject } from './schema.ts'

const words = [
  ...['amber', 'basin', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'island', 'juniper', 'kelp'],
  ...[
    'lagoon',
    'meadow',
    'north',
    'ocean',
    'prairie',
    'quartz',
    'river',
    'summit',
    'tundra',
    'upland',
    'valley',
  ],
] as unknown as readonly [string, ...string[]]

/** Formats that the library knows how to make. */
const formats = new Set([
  ...['date', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'json-pointer', 'regex', 'time'],
  ...['uri', 'uri-reference', 'uri-template', 'uuid'],
])

/** What text of a name alone is, where nothing else is said of it. */
const usual: readonly (readonly [name: RegExp, format: string])[] = [
  [/^id$|[a-z]Id$|_id$/, 'uuid'],
  [/[a-z]At$|_at$/, 'date-time'],
  [/email$/i, 'email'],
  [/ur[il]$/i, 'uri'],
]

const moments = { minDateTime: '2024-01-01T00:00:00.000Z', maxDateTime: '2025-12-31T00:00:00.000Z' }

/** One word. */
export function word(random: Random): string {
  return random.pick(words)
}

/** @throws Error where no text is found for a pattern */
export function text({ keywords }: FlatSchema, name: string, random: Random): string {
  const { pattern, format, minLength, maxLength } = keywords
  const declared = typeof format === 'string' && formats.has(format) ? format : undefined
  if (typeof pattern === 'string' || declared !== undefined) {
    const wanted = { pattern, minLength, maxLength, format: pattern === undefined ? declared : undefined }
    return madeText(wanted, random)
  }
  const least = typeof minLength === 'number' ? minLength : 0
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY
  if (format === 'byte') return btoa(word(random))
  const guessed = usual.find(([pattern]) => pattern.test(name))?.[1]
  if (guessed !== undefined && least <= 20 && most >= 60) return madeText({ format: guessed }, random)
  let result = `${word(random)} ${word(random)}`
  while (result.length < least) result += ` ${word(random)}`
  return result.length > most ? result.slice(0, most) : result
}

function madeText(wanted: SchemaObject, random: Random): string {
  const { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = wanted
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  for (let attempt = 0; attempt < 50; attempt++) {
    const seed = random.integer(1, 0x7fff_ffff)
    const made = String(generateSync({ type: 'string', ...given }, { seed, ...moments }))
    const isLong = made.length >= Number(minLength) && made.length <= Number(maxLength)
    if (isLong && (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(made))) return made
  }
  throw new Error(`no text was found that is ${JSON.stringify(given)}; give the handler a value for it.`)
}

/** A number within its limits. */
export function number({ keywords }: FlatSchema, isInteger: boolean, random: Random): number {
  const step = typeof keywords.multipleOf === 'number' ? keywords.multipleOf : isInteger ? 1 : 0.01
  const limits = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].map((name) => keywords[name])
  const [least, above, most, below] = limits.map((value) => (typeof value === 'number' ? value : undefined))
  const low = Math.max(least ?? Number.NEGATIVE_INFINITY, above ?? Number.NEGATIVE_INFINITY)
  const high = Math.min(most ?? Number.POSITIVE_INFINITY, below ?? Number.POSITIVE_INFINITY)
  const from = Number.isFinite(low) ? low : Number.isFinite(high) ? Math.min(0, high - 1000 * step) : 0
  const to = Number.isFinite(high)
    ? Math.min(high, from + 1000 * Math.max(step, 1))
    : from + 1000 * Math.max(step, 1)
  let first = Math.ceil(from / step)
  let last = Math.floor(to / step)
  if (above !== undefined && first * step <= above) first++
  if (below !== undefined && last * step >= below) last--
  // Narrower than a step of our own: anything between.
  if (first > last) return (from + to) / 2
  const chosen = random.integer(first, last) * step
  return isInteger ? chosen : Number(chosen.toPrecision(12))
}
