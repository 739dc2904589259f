import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program to its end; `code` and everything it wrote. */
export async function runToEnd(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; text: string }> {
  const child: ChildProcess = spawn(process.execPath, ['--conditions=@driftless/source', file, ...args], {
    env: { ...process.env, ...environment },
  })
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text }
}
