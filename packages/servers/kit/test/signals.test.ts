import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startProgram } from '../src/testing/program.ts'

const STUCK_MAIN = fileURLToPath(new URL('./support/stuck-main.ts', import.meta.url))

test('a server that cannot end is ended by another signal, but not by one that comes with the first', async () => {
  const program = await startProgram(STUCK_MAIN, ['--port', '0'])
  let ended = false
  const exited = program.exited.finally(() => {
    ended = true
  })
  // Together, as the second ends the server after a pause, and different, as systems make one of two that are the same.
  void program.stop('SIGINT')
  void program.stop('SIGTERM')
  while (!ended) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    void program.stop('SIGINT')
  }
  // By one of the later signals: SIGTERM would be 143.
  expect(await exited).toEqual({ code: 130, signal: null })
  expect(program.log().match(/"stopping"/g)).toHaveLength(1)
  expect(program.log()).toContain('stuck-server: ended by a second SIGINT before everything was closed')
})
