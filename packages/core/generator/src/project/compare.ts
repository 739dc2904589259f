import { sha256 } from './hash.ts'

/** One file that is not what it should be. */
export interface FileDrift {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly kind: 'changed' | 'missing' | 'extra'
  /**
   * `edited by hand`: the file is not what was last generated. `out of date`: it is, but something that it is
   * generated from has changed since.
   */
  readonly cause: 'edited by hand' | 'out of date'
  /** What stands there now; absent where nothing does. */
  readonly actual?: string
  /** What should stand there; absent where nothing should. */
  readonly expected?: string
}

export interface Comparison {
  /** Text by path. */
  readonly expected: ReadonlyMap<string, string>
  readonly actual: ReadonlyMap<string, Uint8Array>
  /** SHA-256 by path of what was generated last. */
  readonly recorded: Readonly<Record<string, string>>
  /** Put before each path in the result. */
  readonly prefix: string
}

/** Compares two sets of files by path and bytes; in order of paths. */
export function compareFiles(comparison: Comparison): FileDrift[] {
  const { expected, actual, recorded, prefix } = comparison
  const drifts: FileDrift[] = []
  for (const path of [...new Set([...expected.keys(), ...actual.keys()])].sort()) {
    const wanted = expected.get(path)
    const present = actual.get(path)
    if (wanted !== undefined && present !== undefined && sameBytes(wanted, present)) continue
    const before = recorded[path]
    const untouched = present === undefined ? before === undefined : before === sha256(present)
    drifts.push({
      path: prefix + path,
      kind: present === undefined ? 'missing' : wanted === undefined ? 'extra' : 'changed',
      cause: untouched ? 'out of date' : 'edited by hand',
      ...(present !== undefined && { actual: Buffer.from(present).toString() }),
      ...(wanted !== undefined && { expected: wanted }),
    })
  }
  return drifts
}

function sameBytes(text: string, bytes: Uint8Array): boolean {
  return Buffer.from(text).equals(bytes)
}
