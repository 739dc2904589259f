import { execFile } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pnpmVersion } from '../pnpm-version.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** Copies the files of this repository that git knows or would take, and links their dependencies. */
export async function copyRepository(target: string): Promise<void> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard']
  const { stdout } = await run('git', list, { cwd: root, maxBuffer: 1 << 26 })
  for (const file of stdout.split('\n').filter(Boolean)) {
    await mkdir(dirname(join(target, file)), { recursive: true })
    await cp(join(root, file), join(target, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
  // Build scripts have run in this repository; in the copy only links are needed.
  const install = ['--yes', pnpmVersion, 'install', '--offline', '--frozen-lockfile', '--ignore-scripts']
  await run('npx', install, { cwd: target, maxBuffer: 1 << 26 })
}
