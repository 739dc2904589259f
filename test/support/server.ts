import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const root = join(import.meta.dirname, '../..')

export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without the API's path prefix. */
  readonly origin: string
  readonly process: ChildProcess
}

/** Starts a reference server on a free port; resolves once it says which. */
export async function startServer(main: string, ...args: string[]): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    ['--conditions=@driftless/source', join(root, main), '--port', '0', ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`${main} exited with ${code} before it named its port\n${log}`)
  })
  const firstLine = once(createInterface({ input: child.stdout }), 'line')
  const [line] = (await Promise.race([firstLine, died])) as [string]
  died.catch(() => undefined)
  child.stdout.resume()
  const { port } = JSON.parse(line) as { port: number }
  return {
    origin: `http://127.0.0.1:${port}`,
    process: child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

/**
 * Starts the Stepflow server; resolves once its database is there, too: on a busy machine that may take longer than a
 * client waits for an answer.
 */
export async function startStepflow(...args: string[]): Promise<RunningServer> {
  const server = await startServer('packages/servers/stepflow/src/main.ts', ...args)
  const { status } = await fetch(`${server.origin}/api/v1/runs`)
  if (status !== 200) throw new Error(`the Stepflow server answers ${status}`)
  return server
}
