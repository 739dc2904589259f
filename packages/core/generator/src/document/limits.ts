/** Longest text that is read, in UTF-16 code units (64 Mi). GitHub's document has 13 million. */
export const maxTextLength: number = 64 * 1024 * 1024
/** Longest YAML text (16 Mi): its parser keeps every token, about a hundred bytes of memory per character. */
export const maxYamlLength: number = 16 * 1024 * 1024
/** Deepest nesting of objects and arrays. Real documents stay below 60. */
export const maxDepth = 1000
/** Most values that a document may hold once YAML aliases are written out. */
export const maxValues = 10_000_000
/** Most references that lead from one to the next before something else than a `$ref` stands there. */
export const maxReferenceHops = 100
/** How often YAML aliases may be followed, counted as the parser does: uses times nested aliases. */
export const maxAliases = 100_000
