/** Characters of JSON, more or less, that a run and all runs inside it may produce and be given together. */
export const MAX_TREE_CHARACTERS = 320_000_000
/** Items of all runs inside a run. */
export const MAX_TREE_ITEMS = 100_000

/**
 * Bounds what a run and the runs inside it come to together. Every level may multiply: without this, a flow
 * of a few lines that runs itself twice would be billions of runs before it met the limit of levels.
 */
export class RunTree {
  #items: number
  #characters: number

  constructor({ items = MAX_TREE_ITEMS, characters = MAX_TREE_CHARACTERS } = {}) {
    this.#items = items
    this.#characters = characters
  }

  /** @returns whether there was room for so many items more. */
  takeItems(count: number): boolean {
    if (count > this.#items) return false
    this.#items -= count
    return true
  }

  /** @returns whether there was room for so much more. */
  takeCharacters(count: number): boolean {
    if (count > this.#characters) return false
    this.#characters -= count
    return true
  }
}
