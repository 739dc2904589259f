/** One-line breaks of rules that users rely on, each with the test that must go red. */
export interface Mutant {
  /** The rule that the break violates. */
  readonly rule: string
  readonly file: string
  /** Text that stands exactly once in the file. */
  readonly find: string
  readonly replace: string
  readonly testFile: string
  /** Part of the full name of the test. */
  readonly test: string
}
