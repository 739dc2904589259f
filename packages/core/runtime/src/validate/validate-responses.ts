import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Middleware } from '../client-types.ts'
import { errorOf, usageError } from '../errors.ts'
import { standardLimits } from '../limits.ts'
import { bodyText, parseJson, readChunks } from '../readers.ts'
import { entriesOf, type ValidationEntry } from './entries.ts'

/** What answers are declared to be, as JSON Schema 2020-12; generated. */
export interface ResponseSchemas {
  /** Schemas that others refer to as `#/$defs/<name>`. */
  readonly $defs: Readonly<Record<string, unknown>>
  /** By id of the operation, then by status (`200`), range (`2XX`) or `default`; null where nothing is declared. */
  readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface ValidationOptions {
  /**
   * `off`: nothing is looked at. `report`: whatever is not as declared is told, and the call goes on.
   * `strict`: it is told, and the call fails.
   */
  readonly mode: 'off' | 'report' | 'strict'
  /** Told the entries of one answer; default: a warning on the console. What it throws is dropped. */
  readonly onReport?: ((entries: readonly ValidationEntry[]) => void) | undefined
  /** Largest body in bytes that is read for it; default 100 MiB. */
  readonly maxResponseBytes?: number | undefined
}

const modes: readonly string[] = ['off', 'report', 'strict']
const jsonType = /^application\/(?:[\w.-]+\+)?json\b/i

function warn(entries: readonly ValidationEntry[]): void {
  for (const entry of entries) console.warn(describe(entry))
}

function describe({ operation, pointer, expected, actual }: ValidationEntry): string {
  return `${operation}: ${pointer || 'the body'} must be ${expected}, is ${actual}`
}

/**
 * Makes a middleware that compares JSON answers with what the API's document declares for them; put it last. Errors
 * of the server and streams are not looked at. A client without it holds nothing of it.
 *
 * Schemas become functions by `new Function`, which some workers and content security policies forbid.
 *
 * @throws UsageError if the mode is none. In mode `strict` calls fail with a `ResponseFormatError`.
 * @example
 * const client = createClient({ baseUrl, middleware: [validateResponses({ mode: 'report' }, schemas)] })
 */
export function validateResponses(options: ValidationOptions, schemas: ResponseSchemas): Middleware {
  const { mode, onReport = warn, maxResponseBytes = standardLimits.maxResponseBytes } = options
  if (!modes.includes(mode)) throw usageError(`mode must be one of ${modes.join(', ')}`)
  const validatorOf = compiler(schemas)
  return async (request, next, { operation }) => {
    const response = await next(request)
    const validator =
      mode !== 'off' && response.ok && isJson(response) && validatorOf(operation.id, response.status)
    if (!validator) return response
    const keepOpen = () => () => {}
    const chunks = await readChunks({ response, maxResponseBytes, keepOpen })
    // 204 takes no body, not even an empty one.
    const copy = () => new Response(chunks[0] ? new Blob(chunks) : null, response)
    // What is no JSON at all is for the reader to say.
    const parsed = await bodyText({ response: copy(), maxResponseBytes, keepOpen }).then(tryJson)
    if (parsed && !validator(parsed.body)) {
      const entries = entriesOf(operation.id, parsed.body, validator.errors ?? [])
      try {
        onReport(entries)
      } catch {
        // Whoever listens must not fail the call.
      }
      if (mode === 'strict') throw notAsDeclared(entries, parsed.body)
    }
    return copy()
  }
}

function isJson({ headers }: Response): boolean {
  return jsonType.test(headers.get('content-type') ?? '')
}

function tryJson(text: string): { readonly body: unknown } | undefined {
  try {
    return { body: parseJson(text) }
  } catch {
    return undefined
  }
}

function notAsDeclared(entries: readonly ValidationEntry[], body: unknown): Error {
  const [first] = entries
  const place = first === undefined ? '' : describe(first).replace(/^.*?: /, '')
  const more = entries.length > 1 ? ` (and ${entries.length - 1} more)` : ''
  return errorOf('ResponseFormat', `the answer is not as declared: ${place}${more}`, { body })
}

/** Compiles the schema of an answer when the first such answer comes. */
function compiler({ $defs, responses }: ResponseSchemas) {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, validateFormats: false, allErrors: true })
  const compiled = new Map<string, ValidateFunction | undefined>()
  return (operation: string, status: number): ValidateFunction | undefined => {
    const key = `${operation} ${status}`
    const known = compiled.get(key)
    if (known || compiled.has(key)) return known
    const declared = (Object.hasOwn(responses, operation) && responses[operation]) || {}
    const schema = declared[status] ?? declared[`${Math.floor(status / 100)}XX`] ?? declared.default
    const made = schema === undefined || schema === null ? undefined : ajv.compile({ $defs, allOf: [schema] })
    compiled.set(key, made)
    return made
  }
}
