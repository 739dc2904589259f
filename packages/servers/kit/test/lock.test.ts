import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DirectoryLockedError, lockDirectory } from '../src/database/lock.ts'

const lockChild = fileURLToPath(new URL('./support/lock-child.ts', import.meta.url))
const unprivilegedChild = fileURLToPath(new URL('./support/unprivileged-lock-child.ts', import.meta.url))

let root: string
let folder: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'driftless-lock-'))
  folder = path.join(root, 'deep', 'data')
})
afterEach(() => rm(root, { recursive: true }))

/** Runs a program to its end, and gives what it prints. @throws if it fails. */
async function run(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@driftless/source', ...args])
  return stdout
}

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** Leaves a file in the folder of the lock, as a process that was killed does. */
async function leaveFile(name: string): Promise<void> {
  await mkdir(`${folder}.lock`, { recursive: true })
  await writeFile(path.join(`${folder}.lock`, name), '')
}

test('a lock names the pid while it is held, and is gone after', async () => {
  const lock = await lockDirectory(folder)
  expect(await readdir(`${folder}.lock`)).toEqual([expect.stringMatching(`^${process.pid}\\.`)])
  await lock.release()
  expect(existsSync(`${folder}.lock`)).toBe(false)
})

test('a lock cannot be taken twice, in one process either', async () => {
  const lock = await lockDirectory(folder)
  await expect(lockDirectory(folder)).rejects.toThrow(DirectoryLockedError)
  await lock.release()
  await (await lockDirectory(folder)).release()
})

test('a lock released twice is released once', async () => {
  const first = await lockDirectory(folder)
  await first.release()
  const second = await lockDirectory(folder)
  await first.release()
  await expect(lockDirectory(folder)).rejects.toThrow(DirectoryLockedError)
  await second.release()
})

test('the lock of a living process is respected, however old, and the message names it', async () => {
  await leaveFile(`${process.ppid}.living`)
  await expect(lockDirectory(folder)).rejects.toThrow(
    new RegExp(
      `${folder} is in use by process ${process.ppid}\\. Stop it or .* lock is ${folder}\\.lock/${process.ppid}\\.living`,
    ),
  )
  expect(await readdir(`${folder}.lock`)).toEqual([`${process.ppid}.living`])
})

test('the lock of a dead process is taken over', async () => {
  await leaveFile(`${deadPid()}.dead`)
  const lock = await lockDirectory(folder)
  expect(await readdir(`${folder}.lock`)).toEqual([expect.stringMatching(`^${process.pid}\\.`)])
  await lock.release()
})

test.runIf(process.platform === 'linux')(
  'the lock of a killed process whose end nobody has asked for is taken over',
  async () => {
    // The shell becomes a program that does not look after the child.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'])
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    process.kill(pid, 'SIGKILL')
    while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await new Promise(setImmediate)
    await leaveFile(`${pid}.zombie`)
    await (await lockDirectory(folder)).release()
    parent.kill()
  },
)

test('the pid of this process in a lock it does not hold is a leftover', async () => {
  await leaveFile(`${process.pid}.left`)
  await (await lockDirectory(folder)).release()
})

test.each(['hello', '-1.x', '0.x', '12'])('a lock with a file %j is never taken over', async (name) => {
  await leaveFile(name)
  await expect(lockDirectory(folder)).rejects.toThrow(/unknown process/)
})

test('of many that want a dead lock, at most one has it at a time', async () => {
  await leaveFile(`${deadPid()}.dead`)
  let holders = 0
  const use = async (): Promise<void> => {
    const lock = await lockDirectory(folder).catch((error: unknown) => {
      if (!(error instanceof DirectoryLockedError)) throw error
    })
    if (lock === undefined) return use()
    expect(++holders).toBe(1)
    await new Promise(setImmediate)
    holders--
    await lock.release()
  }
  await Promise.all(Array.from({ length: 20 }, use))
  expect(await readdir(path.dirname(folder))).toEqual(['data'])
})

test('of many processes that start at once, one works at a time', async () => {
  const log = path.join(root, 'log')
  await Promise.all(Array.from({ length: 6 }, () => run(lockChild, folder, log)))
  const lines = (await readFile(log, 'utf8')).trim().split('\n')
  expect(lines).toHaveLength(6 * 20 * 2)
  for (let index = 0; index < lines.length; index += 2) {
    expect(lines[index + 1]).toBe(lines[index]?.replace('enter', 'leave'))
  }
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

test('a folder that may only be read is refused by its name', async () => {
  await mkdir(folder, { recursive: true })
  // So that the lock beside it could be taken.
  for (const each of [root, path.dirname(folder)]) await chmod(each, 0o777)
  await chmod(folder, 0o555)
  expect(await run(unprivilegedChild, folder)).toMatch(`The data folder ${folder} cannot be used: EACCES`)
  await chmod(folder, 0o777)
  expect(await run(unprivilegedChild, folder)).toBe('taken\n')
})
