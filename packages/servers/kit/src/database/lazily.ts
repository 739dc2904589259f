/** Calls `open` once, on first use; a failed attempt may be repeated. */
export function lazily<T>(open: () => Promise<T>): { get(): Promise<T>; opened(): Promise<T> | undefined } {
  let opening: Promise<T> | undefined
  return {
    get: () => {
      opening ??= open().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    opened: () => opening,
  }
}
