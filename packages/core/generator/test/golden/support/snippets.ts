/** Code of a user against a generated package, and what the compiler must say to it. */
export interface Snippet {
  readonly title: string
  /** Golden spec whose package is used; imports start with `./src/`. */
  readonly spec: string
  readonly code: string
  /** The one error that is expected; without it the code must compile. */
  readonly error?: RegExp
}

export const snippets: readonly Snippet[] = []
