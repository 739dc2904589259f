import type { Progress, Task } from '../project/progress.ts'

/** A task list on a terminal, plain lines elsewhere. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const dumb = process.env.TERM === 'dumb' || process.env.CI !== undefined
  const wideEnough = stream.isTTY && stream.columns >= 40
  return wideEnough && !dumb ? terminalProgress(stream) : plainProgress((line) => stream.write(`${line}\n`))
}

/** One line whenever a task has something to say. */
export function plainProgress(writeLine: (line: string) => void): Progress {
  return {
    run: (tasks) =>
      Promise.allSettled(
        tasks.map(async (task) => {
          try {
            return await task.work((text) => writeLine(`${task.title}: ${text}`))
          } catch (error) {
            writeLine(`${task.title}: failed`)
            throw error
          }
        }),
      ),
  }
}

function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return {
    async run<T>(tasks: readonly Task<T>[]) {
      const { Listr, ListrLogger, ProcessOutput } = await import('listr2')
      const results: PromiseSettledResult<T>[] = []
      const list = new Listr(
        tasks.map((task, index) => ({
          title: task.title,
          task: async (_context: unknown, shown: { title: string }) => {
            try {
              const value = await task.work((text) => {
                shown.title = `${task.title}: ${text}`
              })
              results[index] = { status: 'fulfilled', value }
            } catch (reason) {
              results[index] = { status: 'rejected', reason }
              throw reason
            }
          },
        })),
        {
          concurrent: true,
          exitOnError: false,
          // Interrupts are ours: the list would end the process before servers are stopped.
          registerSignalListeners: false,
          rendererOptions: {
            // Errors are printed once, after the list.
            showErrorMessage: false,
            collapseErrors: false,
            logger: new ListrLogger({ useIcons: true, processOutput: new ProcessOutput(stream, stream) }),
          },
        },
      )
      await list.run()
      return results
    },
  }
}
