import { join } from 'node:path'
import { repository, run } from './tools.ts'

const bin = join(repository, 'node_modules/.bin')

/**
 * Checks tarballs by publint (does every export resolve?) and by attw (do the types match the code, for every way of
 * resolving ESM?).
 *
 * @returns what failed, with the tools' words; empty where all is well
 */
export async function packageGates(
  packed: readonly { readonly name: string; readonly tarball: string }[],
  print: (line: string) => void,
): Promise<string[]> {
  const failures: string[] = []
  for (const { name, tarball } of packed) {
    const gates: [title: string, command: string, args: string[]][] = [
      [`publint ${name}`, 'publint', [tarball, '--strict']],
      [`attw ${name}`, 'attw', [tarball, '--profile', 'esm-only', '--no-color']],
    ]
    const results = gates.map(([, command, args]) => run(join(bin, command), args))
    const ended = await Promise.allSettled(results)
    for (const [index, [title]] of gates.entries()) {
      const result = ended[index] as PromiseSettledResult<unknown>
      print(`${result.status === 'fulfilled' ? 'ok     ' : 'failed '} ${title}`)
      if (result.status === 'rejected') failures.push(`${title}\n${messageOf(result.reason)}`)
    }
  }
  return failures
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}
