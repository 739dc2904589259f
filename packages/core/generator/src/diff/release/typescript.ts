/** The compiler's API: TypeScript 5.9, the last one that has it in JavaScript. */
export type TypeScript = typeof import('typescript')

/** Loads the compiler, which takes some tenths of a second: only what compares declarations pays for it. */
export async function loadTypeScript(): Promise<TypeScript> {
  const { default: typescript } = await import('typescript')
  return typescript
}
