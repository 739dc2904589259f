import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { lockDirectory } from '@driftless/server-kit'
import { startProgram } from '@driftless/server-kit/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataFolder, removeFolder } from './support/database.ts'
import { runToEnd } from './support/run-to-end.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let data: string
beforeAll(async () => {
  data = await dataFolder()
})
afterAll(() => removeFolder(data))

test('a server locks its folder, gives it back when it stops, and leaves its lock to the next when it is killed', async () => {
  const args = ['--port', '0', '--data', data]
  const first = await startProgram(MAIN, args)
  expect(existsSync(`${data}.lock`)).toBe(true)
  expect(await first.stop()).toEqual({ code: 0, signal: null })
  expect(existsSync(`${data}.lock`)).toBe(false)
  const second = await startProgram(MAIN, args)
  await second.stop('SIGKILL')
  expect(existsSync(`${data}.lock`)).toBe(true)
  const third = await startProgram(MAIN, args)
  expect(await third.stop()).toEqual({ code: 0, signal: null })
})

test('a data folder in use, or given beside DATABASE_URL, stops the program with a sentence', async () => {
  const locked = path.join(path.dirname(data), 'locked')
  const lock = await lockDirectory(locked)
  const [inUse, both] = await Promise.all([
    runToEnd(MAIN, ['--port', '0', '--data', locked]),
    runToEnd(MAIN, ['--port', '0', '--data', data], { DATABASE_URL: 'postgres://me:secret@localhost/mine' }),
  ])
  expect(inUse).toEqual({
    code: 1,
    text: expect.stringMatching(
      /^stepflow-server: The data folder .*locked is in use by process \d+\. Stop it/,
    ),
  })
  expect(both).toEqual({
    code: 2,
    text: 'stepflow-server: --data and DATABASE_URL exclude each other: leave one of them out\n',
  })
  await lock.release()
})
