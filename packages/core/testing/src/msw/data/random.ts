/** Chance that a seed decides: the same text gives the same values, on every platform. */
export interface Random {
  /** A number from 0 up to, but without, 1. */
  next(): number
  /** A whole number from `minimum` to `maximum`. */
  integer(minimum: number, maximum: number): number
  pick<T>(list: readonly [T, ...T[]]): T
  /** Chance of its own for a part, so that nothing depends on what became of other parts. */
  child(part: string | number): Random
}

/** FNV-1a, and then mixed so that similar texts give numbers that are not. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** Makes the chance of a seed. */
export function createRandom(seed: string): Random {
  let state = hash(seed)
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const integer = (minimum: number, maximum: number) =>
    minimum + Math.floor(next() * (Math.max(maximum, minimum) - minimum + 1))
  return {
    next,
    integer,
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    child: (part) => createRandom(`${seed}/${part}`),
  }
}
