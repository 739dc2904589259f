/** One thing that is wrong with a document, and where. */
export interface SpecProblem {
  /** One sentence without the place: what is wrong and what to do. */
  readonly message: string
  /** JSON pointer into the document, such as `/paths/~1runs/get`. */
  readonly pointer?: string | undefined
  /** Line in the file, counted from 1, where it is known. */
  readonly line?: number | undefined
}

/** How many problems one error lists; a document that is wrong everywhere is not printed whole. */
const listedProblems = 50

/**
 * Says what is wrong with a document: one line per problem, each with file, line and JSON pointer as far as they
 * are known.
 *
 * @example
 * try { buildDocument({ text, file }) } catch (error) { if (error instanceof SpecError) console.error(error.message) }
 */
export class SpecError extends Error {
  readonly file: string
  readonly problems: readonly SpecProblem[]
  /** JSON pointer of the first problem. */
  readonly pointer?: string | undefined
  /** Line of the first problem. */
  readonly line?: number | undefined

  constructor(file: string, problems: SpecProblem | readonly SpecProblem[]) {
    const list = 'message' in problems ? [problems] : problems
    super(problemText(file, list))
    this.name = 'SpecError'
    this.file = file
    this.problems = list
    this.pointer = list[0]?.pointer
    this.line = list[0]?.line
  }
}

function problemText(file: string, problems: readonly SpecProblem[]): string {
  const lines = problems.slice(0, listedProblems).map((problem) => {
    const line = problem.line === undefined ? '' : `:${problem.line}`
    const pointer = problem.pointer === undefined ? '' : ` at ${problem.pointer || 'the top'}`
    return `${file}${line}${pointer}: ${problem.message}`
  })
  if (problems.length > listedProblems)
    lines.push(`${file}: ${problems.length - listedProblems} more problems.`)
  return lines.join('\n')
}
