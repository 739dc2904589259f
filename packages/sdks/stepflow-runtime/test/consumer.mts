/**
 * A program as a user would write it, on the packed package. Prints what came out as one line of JSON, and then waits
 * to be killed. Arguments: the command of a silent server and of a Stepflow server, as JSON.
 */
import { flow, input, unwrap } from 'stepflow-client'
import { ServerCrashedError, StepflowRuntime } from 'stepflow-runtime'

declare const process: { readonly argv: readonly string[]; kill(pid: number, signal: string): void }

const [, , silent = '', stepflow = ''] = process.argv

const restarted = await StepflowRuntime.start({
  command: JSON.parse(silent) as string[],
  restartPolicy: 'on_failure',
  restartDelayMs: 0,
})
const underWay = restarted.run({ steps: [], output: 1 }, 1).catch((error: unknown) => error)
while (!restarted.getRecentLogs().some(({ line }) => line.startsWith('asked for'))) await restarted.health()
process.kill(restarted.pid ?? 0, 'SIGKILL')
const error = await underWay
const { status } = await restarted.health()
await restarted.stop()

const runtime = await StepflowRuntime.start({ command: JSON.parse(stepflow) as string[] })
const greet = flow('greet')
  .step('words', '/builtin/create_messages', { user_prompt: input('$.name') })
  .output(({ words }) => words.at('$.messages[0].content'))

console.log(
  JSON.stringify({
    crash: error instanceof ServerCrashedError && [error.signal, error.willRestart],
    status,
    stopped: !restarted.isAlive,
    result: unwrap(await runtime.run(greet, { name: 'Ada' })),
    pid: runtime.pid,
  }),
)
