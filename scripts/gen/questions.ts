import type { Questions } from '@driftless/generator/command-line'

/** What a person at a terminal is asked; undefined where nobody is there to answer. */
export function questions(): Questions | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY || process.env.CI) return undefined
  return {
    source: () => ask('Where is the OpenAPI document? (URL of the server or the document, or a file)', true),
    baseUrl: () => ask('Base URL of the API for all callers? (empty: each caller gives one)', false),
    remove: async (folders) => {
      const { confirm, isCancel } = await import('@clack/prompts')
      const answer = await confirm({
        message: `Delete ${folders.join(', ')}?`,
        initialValue: false,
        output: process.stderr,
      })
      return isCancel(answer) ? interrupt() : answer
    },
  }
}

async function ask(message: string, isNeeded: boolean): Promise<string> {
  const { text, isCancel } = await import('@clack/prompts')
  const validate = (value: string | undefined) =>
    isNeeded && !value?.trim() ? 'A text is needed.' : undefined
  const answer = await text({ message, validate, output: process.stderr })
  return isCancel(answer) ? interrupt() : (answer ?? '').trim()
}

/** Ctrl-C reaches us as a key here: what it does elsewhere as a signal, it does here too. */
function interrupt(): never {
  process.emit('SIGINT', 'SIGINT')
  throw new Error('interrupted')
}
