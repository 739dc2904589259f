import { usageError } from './errors.ts'
import type { PathExpander } from './operation.ts'
import { toText } from './parameters.ts'

/**
 * Fills the path template.
 * @throws UsageError for an empty value, and for a segment that comes out as `.` or `..`, however encoded:
 *   servers and proxies would see another path.
 */
export const expandPath: PathExpander = ({ path, pathStyles }, values = {}) => {
  let expanded = ''
  // All but the first begin with a parameter's name.
  for (const piece of path.split('{')) {
    const [name = '', rest] = piece.split('}')
    const value = values[name] ?? ''
    // Nothing becomes what is refused below.
    expanded +=
      rest === undefined
        ? name
        : ((pathStyles?.[name]?.(name, value) ?? encodeURIComponent(toText(value))) || '/./') + rest
  }
  if (/\/(\.|%(25)*2e){1,2}(\/|$)/i.test(expanded)) {
    throw usageError(`${path}: a value is empty, "." or ".."`)
  }
  return expanded
}
