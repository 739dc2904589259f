export const MIN_LEVEL = 1
export const MAX_LEVEL = 10

/** How many children an agent of each level may have, pending ones counted. */
const CAPACITY: Readonly<Record<number, number>> = {
  1: 0,
  2: 0,
  3: 2,
  4: 3,
  5: 5,
  6: 8,
  7: 12,
  8: 20,
  9: 50,
  10: 100,
}

/** How many children an agent of this level may have. */
export function capacityOf(level: number): number {
  return CAPACITY[level] ?? 0
}
