/** Objects in groups that grow together (union-find with path halving). */
export class DisjointSets {
  readonly #parent = new Map<object, object>()

  /** The object that stands for the group of `item`. */
  find(item: object): object {
    let current = item
    for (;;) {
      const parent = this.#parent.get(current)
      if (parent === undefined) return current
      const above = this.#parent.get(parent)
      if (above === undefined) return parent
      this.#parent.set(current, above)
      current = above
    }
  }

  unite(first: object, second: object): void {
    const a = this.find(first)
    const b = this.find(second)
    if (a !== b) this.#parent.set(b, a)
  }
}
