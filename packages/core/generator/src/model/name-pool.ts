/**
 * Names that must differ from each other. A wanted name that is taken gets the number 2, 3 … at its end, so what a
 * name becomes depends on the order of the claims only.
 */
export class NamePool {
  readonly #taken: Set<string>
  /** The number to try first, so that many equal names stay cheap. */
  readonly #next = new Map<string, number>()

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved)
  }

  has(name: string): boolean {
    return this.#taken.has(name)
  }

  /** Takes `wanted`, or the first free name made from it. */
  claim(wanted: string): string {
    let name = wanted
    let number = this.#next.get(wanted) ?? 2
    for (; this.#taken.has(name); number++) name = `${wanted}${number}`
    this.#next.set(wanted, number)
    this.#taken.add(name)
    return name
  }
}
