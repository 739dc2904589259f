/**
 * Writes a JSON value as text: two spaces, trailing newline. Keys keep their order; of a canonical value the text is
 * therefore always the same.
 */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
