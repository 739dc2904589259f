import { MAX_TREE_CHARACTERS, type RunTree } from './run-tree.ts'
import { type FlowResult, failure } from './types.ts'

/** Characters of JSON, more or less, that the results of one run may have together. */
const MAX_CHARACTERS = 32_000_000
/** Writing and reading JSON is recursive: far deeper values would overflow the stack. */
const MAX_DEPTH = 1000

/**
 * Bounds what one run can produce. A flow of a few lines can double a value in every step, or repeat a
 * large literal for every item; unbounded, such a run would take the memory of the whole server.
 */
export class ResultBudget {
  #left = MAX_CHARACTERS
  readonly #tree: RunTree | undefined

  /** @param tree - what the run shares with the runs around and inside it. */
  constructor(tree?: RunTree) {
    this.#tree = tree
  }

  /** Whether a value is small enough to be computed with; it is not counted. */
  fits(value: unknown): boolean {
    return sizeWithin(value, this.#left) !== undefined
  }

  /** Counts a result that is to be stored; one that does not fit becomes a short failure. */
  admit(result: FlowResult): FlowResult {
    const size = sizeWithin(result, this.#left)
    if (size === undefined || this.#tree?.takeCharacters(size) === false) return tooLarge()
    this.#left -= size
    return result
  }
}

/** The failure that stands for a value over the budget. */
export function tooLarge(): FlowResult {
  return failure(
    500,
    `The results of the run are too large: more than ${MAX_CHARACTERS} characters of JSON, with the runs inside it more than ${MAX_TREE_CHARACTERS}, or nested deeper than ${MAX_DEPTH} levels`,
  )
}

const QUOTES_AND_COMMA = 3
const PRIMITIVE = 5

/**
 * Estimates the length of a value's JSON without writing it, and without recursion.
 *
 * @returns `undefined` as soon as it is over `limit`, or nested too deep.
 */
export function sizeWithin(value: unknown, limit: number): number | undefined {
  let size = 0
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return undefined
    const next: unknown[] = []
    for (const item of level) {
      size += typeof item === 'string' ? item.length + QUOTES_AND_COMMA : PRIMITIVE
      if (Array.isArray(item)) for (const member of item) next.push(member)
      else if (typeof item === 'object' && item !== null) {
        for (const [key, member] of Object.entries(item)) {
          size += key.length + QUOTES_AND_COMMA
          next.push(member)
        }
      }
      if (size + next.length > limit) return undefined
    }
    level = next
  }
  return size
}
