/**
 * TypeScript name of a wire name: what the generator gives to everything that it renames.
 *
 * - Everything that is neither letter, digit nor `$` separates words; so does `_`, but leading `_` and `$` stay.
 * - The first word begins with a small letter, the others with a capital one.
 * - A word all in capitals is one word (`USER_ID` → `userId`, `X-API-Key` → `xApiKey`);
 *   capitals at the beginning are small up to the last before a small letter (`HTTPServer` → `httpServer`);
 *   others inside a word stay (`userID` → `userID`), so that a camelCase name is left as it is.
 * - What would begin with a digit gets a `_` before it (`2fa` → `_2fa`); a name without letters and digits is `_`.
 */
export function camelCase(wireName: string): string {
  const start = /^[^\p{L}\p{M}\p{N}]*/u.exec(wireName)?.[0] ?? ''
  const prefix = start.replace(/[^_$]/g, '')
  const words = wireName
    .slice(start.length)
    .split(/[^\p{L}\p{M}\p{N}$]+/u)
    .filter((word) => word !== '')
  const [first, ...others] = words
  if (first === undefined) return prefix || '_'
  const name = lowerStart(first) + others.map(capitalize).join('')
  return prefix + (prefix === '' && /^[\p{N}\p{M}]/u.test(name) ? `_${name}` : name)
}

function lowerStart(word: string): string {
  const capitals = /^\p{Lu}+(?!\p{Ll})|^\p{Lu}/u.exec(word)?.[0] ?? ''
  return capitals.toLowerCase() + word.slice(capitals.length)
}

function capitalize(word: string): string {
  const small = /\p{Ll}/u.test(word) ? word : word.toLowerCase()
  return small.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}
