import { diffArrays } from 'diff'
import type { CallPair } from './text.ts'

/** Lines that are shown on each side of one that differs. */
const context = 2

/** Two calls, without the middles of long parts that are alike in both. */
export function withoutCommonLines(old: string, current: string): CallPair {
  const parts = diffArrays(old.split('\n'), current.split('\n'))
  const sides = { old: [] as string[], new: [] as string[] }
  for (const [index, { value, added, removed }] of parts.entries()) {
    const lines = added || removed ? value : shortened(value, index === 0, index === parts.length - 1)
    if (!added) sides.old.push(...lines)
    if (!removed) sides.new.push(...lines)
  }
  return { old: sides.old.join('\n'), new: sides.new.join('\n') }
}

/** The start and the end of lines that are alike; of the first part its first line too, of the last part its last. */
function shortened(lines: readonly string[], isFirst: boolean, isLast: boolean): readonly string[] {
  const head = isFirst ? 1 : context
  const tail = isLast ? 1 : context
  if (lines.length <= head + tail + 1) return lines
  const indentation = /^\s*/.exec(lines[head] ?? '')?.[0] ?? ''
  return [...lines.slice(0, head), `${indentation}// …`, ...lines.slice(-tail)]
}
