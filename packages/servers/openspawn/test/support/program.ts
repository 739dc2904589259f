import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { NewOrganization } from '../../src/index.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The server program, with all that it writes to stdout. */
export interface OpenSpawnProgram {
  readonly port: number
  /** Waits for what the first start tells. */
  firstOrganization(): Promise<NewOrganization>
  /** Everything on stdout, once it has ended. */
  stop(): Promise<{ code: number | null; lines: readonly string[] }>
}

function run(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, ['--conditions=@driftless/source', MAIN, ...args], {
    // The key of whoever runs the tests is none of theirs.
    env: { ...process.env, ENCRYPTION_KEY: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts the server program and waits for its port. */
export async function startOpenSpawnProgram(args: readonly string[]): Promise<OpenSpawnProgram> {
  const child = run(['--port', '0', ...args], {})
  const ended = once(child, 'close') as Promise<[number | null]>
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream })
  reader.on('line', (line) => lines.push(line))
  const line = async (index: number) => {
    while (lines[index] === undefined) await once(reader, 'line')
    return lines[index]
  }
  return {
    port: (JSON.parse(await line(0)) as { port: number }).port,
    firstOrganization: async () => JSON.parse(await line(1)) as NewOrganization,
    stop: async () => {
      child.kill('SIGTERM')
      const [code] = await ended
      return { code, lines }
    },
  }
}

/** Runs the server program to its end; `code` and everything that it wrote. */
export async function runToEnd(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; text: string }> {
  const child = run(args, environment)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text }
}
