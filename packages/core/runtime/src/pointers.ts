/** For operations whose result stands inside an envelope. */
import { errorOf } from './errors.ts'
import { own } from './pieces.ts'

/** What stands at the end of these keys; undefined where one of them is missing. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (each, key) =>
      typeof each === 'object' && each ? own(each as Readonly<Record<string, unknown>>, key) : undefined,
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
