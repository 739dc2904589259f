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
    for (const [title, command, args] of gates) {
      try {
        await run(join(bin, command), args)
        print(`ok      ${title}`)
      } catch (error) {
        print(`failed  ${title}`)
        failures.push(`${title}\n${error instanceof Error ? error.message : error}`)
      }
    }
  }
  return failures
}
