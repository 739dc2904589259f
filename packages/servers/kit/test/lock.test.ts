import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DirectoryLockedError, lockDirectory } from '../src/database/lock.ts'

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'driftless-lock-'))
  folder = path.join(root, 'deep', 'data')
})
afterEach(() => rm(root, { recursive: true }))

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

async function leaveLock(text: string): Promise<void> {
  const lock = await lockDirectory(folder)
  await lock.release()
  await writeFile(`${folder}.lock`, text)
}

test('a lock holds the pid while it is held, and is gone after', async () => {
  const lock = await lockDirectory(folder)
  expect(await readFile(`${folder}.lock`, 'utf8')).toBe(`${process.pid}\n`)
  await lock.release()
  expect(existsSync(`${folder}.lock`)).toBe(false)
})

test('a lock cannot be taken twice, in one process either', async () => {
  const lock = await lockDirectory(folder)
  await expect(lockDirectory(folder)).rejects.toThrow(DirectoryLockedError)
  await lock.release()
})

test('the lock of a living process is respected, however old, and the message names it', async () => {
  await leaveLock(`${process.ppid}\n`)
  await expect(lockDirectory(folder)).rejects.toThrow(
    new RegExp(`${folder} is in use by process ${process.ppid}\\. Stop it or choose another folder`),
  )
  expect(await readFile(`${folder}.lock`, 'utf8')).toBe(`${process.ppid}\n`)
})

test('the lock of a dead process is taken over', async () => {
  await leaveLock(`${deadPid()}\n`)
  const lock = await lockDirectory(folder)
  expect(await readFile(`${folder}.lock`, 'utf8')).toBe(`${process.pid}\n`)
  await lock.release()
})

test('the pid of this process in a lock it does not hold is a leftover', async () => {
  await leaveLock(`${process.pid}\n`)
  await (await lockDirectory(folder)).release()
})

test.each(['', 'hello', '-1', '1.5', '0'])('a lock file with %j is never taken over', async (text) => {
  await leaveLock(text)
  await expect(lockDirectory(folder)).rejects.toThrow(/unknown process/)
})

test('of many that want a dead lock, one gets it', async () => {
  await leaveLock(`${deadPid()}\n`)
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(folder)))
  const locks = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []))
  expect(locks).toHaveLength(1)
  await locks[0]?.release()
  expect(await readdir(path.dirname(folder))).toEqual(['data'])
})

test('a folder under another name is the same folder', async () => {
  const lock = await lockDirectory(folder)
  const link = path.join(root, 'link')
  await symlink(folder, link)
  await expect(lockDirectory(link)).rejects.toThrow(DirectoryLockedError)
  await lock.release()
})

test('what is no folder is refused by its name', async () => {
  const file = path.join(root, 'file')
  await writeFile(file, 'text')
  await expect(lockDirectory(file)).rejects.toThrow(`The data folder ${file} cannot be used: `)
  await expect(lockDirectory(path.join(file, 'data'))).rejects.toThrow(/cannot be used: ENOTDIR/)
  expect(await readdir(root)).toEqual(['file'])
})
