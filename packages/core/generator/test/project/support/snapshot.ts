import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../../../src/project/hash.ts'

/** Content of every file below a folder, folders included; for comparing two moments. */
export function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const path = join(folder, name)
        return [
          name.replaceAll('\\', '/'),
          lstatSync(path).isDirectory() ? 'folder' : readFileSync(path, 'utf8'),
        ]
      }),
  )
}

/** Everything that a write of any kind would change: content, inode, times and mode, of files and of folders. */
export function fingerprints(folder: string): Record<string, string> {
  return Object.fromEntries(
    ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()].map((name) => {
      const path = join(folder, name)
      const status = lstatSync(path, { bigint: true })
      const content = status.isFile() ? sha256(readFileSync(path)) : ''
      return [name, `${status.ino} ${status.mode} ${status.mtimeNs} ${status.ctimeNs} ${content}`]
    }),
  )
}
