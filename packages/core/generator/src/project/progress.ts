import { messageOf, ProjectError } from './errors.ts'

/** One piece of work that a person may watch. */
export interface Task<T> {
  readonly title: string
  /** @param say replaces the text behind the title */
  readonly work: (say: (text: string) => void) => Promise<T>
}

/** Shows work while it runs; see `src/cli/progress.ts` for the terminal and the plain one. */
export interface Progress {
  /** Runs all tasks and waits for all, also where one fails. */
  readonly run: <T>(tasks: readonly Task<T>[]) => Promise<PromiseSettledResult<T>[]>
}

export const silentProgress: Progress = {
  run: (tasks) => Promise.allSettled(tasks.map((task) => task.work(() => {}))),
}

/**
 * Runs all tasks and returns their results.
 *
 * @throws the error of the one task that failed, or one ProjectError with the messages of several
 */
export async function runAll<T>(progress: Progress, tasks: readonly Task<T>[]): Promise<T[]> {
  const results = await progress.run(tasks)
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new ProjectError(errors.map(messageOf).join('\n'))
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}
