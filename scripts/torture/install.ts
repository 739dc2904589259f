import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generateHeyApi } from './hey-api.ts'
import { bundleOurs } from './ours.ts'
import type { Peer } from './peer.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** Installs the locked versions of all peers into the cache, makes hey-api's client and ours there, returns the folder. */
export async function installPeers(): Promise<string> {
  const folder = join(root, 'node_modules/.cache/driftless/torture')
  await mkdir(folder, { recursive: true })
  const from = join(import.meta.dirname, 'peers')
  for (const file of ['package.json', 'package-lock.json']) await cp(join(from, file), join(folder, file))
  console.log('installing the peers …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  await run(npm, ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder })
  await writeFile(join(folder, 'load.mjs'), 'export const load = (name) => import(name)\n')
  await generateHeyApi(folder)
  await bundleOurs(folder)
  return folder
}

/** The packages of a peer with their versions, such as `openai 7.57.0`. */
export async function versionsOf({ packages }: Peer, folder: string): Promise<string[]> {
  const places = [folder, join(root, 'packages/core/generator'), join(root, 'packages/core/testing')]
  return Promise.all(
    packages.map(async (name) => {
      for (const place of places) {
        const file = join(place, 'node_modules', name, 'package.json')
        const text = await readFile(file, 'utf8').catch(() => undefined)
        if (text) return `${name} ${(JSON.parse(text) as { version: string }).version}`
      }
      throw new Error(`${name} is not installed`)
    }),
  )
}
