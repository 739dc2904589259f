import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startProgram } from '../src/testing/program.ts'

const STUCK_MAIN = fileURLToPath(new URL('./support/stuck-main.ts', import.meta.url))

test('a server that cannot end is ended by another signal, but not by the same one that came twice', async () => {
  const program = await startProgram(STUCK_MAIN, ['--port', '0'])
  let ended = false
  const exited = program.exited.finally(() => {
    ended = true
  })
  let signals = 0
  const interrupt = () => {
    signals++
    void program.stop('SIGINT')
  }
  // The second comes at once: after a pause, however short, it may be one that ends the server.
  interrupt()
  while (!ended) {
    interrupt()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await exited).toEqual({ code: 130, signal: null })
  expect(signals).toBeGreaterThan(2)
  expect(program.log().match(/"stopping"/g)).toHaveLength(1)
  expect(program.log()).toContain('stuck-server: ended by a second SIGINT before everything was closed')
})
