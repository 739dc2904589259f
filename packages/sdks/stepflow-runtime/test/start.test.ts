import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../../../test/support/free-port.ts'
import { ServerStartError } from '../src/index.ts'
import { useFakes } from './support/fakes.ts'
import { isGone, until } from './support/processes.ts'

const fakes = useFakes()
const others: { close(): void }[] = []
afterEach(() => {
  for (const other of others.splice(0)) other.close()
})

/** Listens like another program until the test's end; the port. */
async function otherProgram(): Promise<number> {
  const server = createServer((_request, response) => response.end('healthy'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  others.push(server)
  return (server.address() as AddressInfo).port
}

async function failure(promise: Promise<unknown>): Promise<ServerStartError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ServerStartError)
  return error as ServerStartError
}

describe('a server that starts', () => {
  it('chooses its port, and is healthy when the start is over', async () => {
    const runtime = await fakes.start('normal')
    expect(runtime.url).toBe(`http://127.0.0.1:${runtime.port}`)
    expect((await fetch(`${runtime.url}/api/v1/health`)).status).toBe(200)
    expect([runtime.isAlive, runtime.crashed]).toEqual([true, false])
    expect(runtime.pid).toBe(fakes.pids()[0])
  })

  it('listens on the port that it is given', async () => {
    const port = await freePort()
    expect((await fakes.start('normal', { port })).port).toBe(port)
  })

  it('need not print its port where it is given one', async () => {
    const port = await freePort()
    const runtime = await fakes.start('silent', { port })
    expect((await fetch(`${runtime.url}/api/v1/health`)).status).toBe(200)
    expect(runtime.getRecentLogs()).toEqual([])
  })

  it('may print anything before its port', async () => {
    const runtime = await fakes.start('garbage')
    expect(runtime.getRecentLogs().map(({ line }) => line)).toContain('{"port":0}')
    expect((await fetch(`${runtime.url}/api/v1/health`)).status).toBe(200)
  })

  it.each(['floods', 'floods-one-line'])('is never held up by its own output: %s', async (mode) => {
    const runtime = await fakes.start(mode, { logLines: 10 })
    await until(() => runtime.getRecentLogs().length === 10)
    for (let time = 0; time < 10; time += 1) {
      expect((await fetch(`${runtime.url}/api/v1/health`)).status).toBe(200)
    }
    expect(runtime.getRecentLogs(1_000)).toHaveLength(10)
  })
})

describe('a server that does not start', () => {
  it.each([
    ['dies-at-once', 3, 'ended with exit code 3'],
    ['dies-after-its-port', 4, 'ended with exit code 4'],
  ])('is an error with its exit code and output, and leaves nothing: %s', async (mode, code, how) => {
    const error = await failure(fakes.start(mode))
    expect(error).toMatchObject({ code, signal: null })
    expect(error.message).toContain(how)
    expect(fakes.pids().map(isGone)).toEqual([true, true])
  })

  it('is told in its own words', async () => {
    const { message, logs } = await failure(fakes.start('dies-at-once'))
    expect(message).toMatch(/^The Stepflow server \(.* dies-at-once .* --port 0\) ended with exit code 3\. /)
    // Two streams: nothing says which arrives first.
    expect(message).toContain('\n  stdout: opening the database')
    expect(message).toContain('\n  stderr: Error: the database is locked')
    expect(logs.map(({ stream, line }) => [stream, line]).sort()).toEqual([
      ['stderr', 'Error: the database is locked'],
      ['stdout', 'opening the database'],
    ])
  })

  it.each([
    ['mute', 300, /printed no {"port":N} within 300 ms/],
    ['silent', 300, /printed no {"port":N} within 300 ms/],
    // Time enough to be asked for its health on a busy machine.
    ['unhealthy', 6_000, /did not become healthy on port \d+ \(last answer: 503\) within 6000 ms/],
  ])('has its time: %s', async (mode, startupTimeoutMs, message) => {
    const error = await failure(fakes.start(mode, { startupTimeoutMs }))
    expect(error.message).toMatch(message)
    expect(fakes.pids().every(isGone)).toBe(true)
  })

  it('does not answer on the port that it is given', async () => {
    const port = await freePort()
    const error = await failure(fakes.start('mute', { port, startupTimeoutMs: 3_000 }))
    expect(error.message).toContain(
      `did not become healthy on port ${port} (last answer: connect ECONNREFUSED 127.0.0.1:${port}) within 3000 ms`,
    )
  })

  it('names another port than it is given', async () => {
    const error = await failure(fakes.start('names-another-port', { port: await freePort() }))
    expect(error.message).toMatch(/listens on port 1, not on \d+ as it was told/)
  })

  it('has its port taken: the health of another program does not pass for its own', async () => {
    const port = await otherProgram()
    const error = await failure(fakes.start('silent', { port }))
    expect(error.message).toBe(`Port ${port} is taken: another program listens on it`)
    expect(fakes.pids()).toEqual([])
  })

  it('has a start that is called off: before it, and while it waits', async () => {
    const reason = new Error('no longer wanted')
    await expect(fakes.start('mute', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(fakes.pids()).toEqual([])

    const controller = new AbortController()
    const start = fakes.start('mute', { signal: controller.signal })
    await until(() => fakes.pids().length === 2)
    controller.abort(reason)
    await expect(start).rejects.toBe(reason)
    expect(fakes.pids().map(isGone)).toEqual([true, true])
  })

  it('cannot be executed', async () => {
    const command = ['/bin/sh', '-c', 'exec /nowhere/stepflow-server "$@"']
    expect(await failure(fakes.start('', { command }))).toMatchObject({ code: 127 })
  })
})
