import type { Edit, PairOptions } from '../support/pairs.ts'

/** What is edited, and every change that is then reported. */
export type Row = readonly [
  what: string,
  edits: readonly Edit[],
  lines: readonly string[],
  options?: PairOptions,
]
