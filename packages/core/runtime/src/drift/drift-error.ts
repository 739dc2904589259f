/** Why it cannot be said whether a server is in step; its message is for people. */
export class DriftError extends Error {
  /**
   * `usage`: what was asked for makes no sense. `elsewhere`: the server answered, and not with a document, which may
   * be at another URL. `failed`: no other URL helps.
   */
  readonly kind: 'usage' | 'elsewhere' | 'failed'

  constructor(message: string, kind: 'usage' | 'elsewhere' | 'failed') {
    super(message)
    this.name = 'DriftError'
    this.kind = kind
  }
}
