/** For operations whose result stands inside an envelope. */
import { errorOf } from './errors.ts'

/** What stands at the end of these keys, of which none is a name that every object has; undefined where one is missing. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce(
    (each, key) => (each as Readonly<Record<string, unknown>> | null | undefined)?.[key],
    value,
  )
}

/**
 * Takes the result out of its envelope.
 * @throws ResponseFormatError where the envelope lacks it
 */
export function resultAt(body: unknown, keys: readonly string[]): unknown {
  const result = valueAt(body, keys)
  if (result === undefined) throw errorOf('ResponseFormat', `the body has no /${keys.join('/')}`, { body })
  return result
}

/**
 * For servers that answer 200 with null for what does not exist.
 * @throws NotFoundError with status 404
 */
export function orNotFound(result: unknown): unknown {
  if (result !== null) return result
  const error = errorOf('API.NotFound', 'the server answered null', { body: null })
  // The call notes the status of the answer, which is 200.
  throw Object.defineProperty(error, 'status', { enumerable: true, get: () => 404, set() {} })
}
