import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UsageError } from '../process/arguments.ts'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const KEY_FORM = /^[0-9a-f]{64}$/i

/** Encrypts what a database must not show. */
export interface Vault {
  seal(text: string): string
  /** @throws Error if it was sealed with another key, or changed since. */
  open(sealed: string): string
}

/** Makes a vault: AES-256-GCM, a fresh IV for each text, written as base64 of IV, tag and text. */
export function createVault(key: Buffer): Vault {
  return {
    seal: (text) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(ALGORITHM, key, iv)
      const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), content]).toString('base64')
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      const content = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
      return Buffer.concat([content, decipher.final()]).toString('utf8')
    },
  }
}

/** Where a server's database is, and with it where its key can be. */
export interface KeyPlace {
  /** `ENCRYPTION_KEY`: 64 hexadecimal digits. */
  readonly given: string | undefined
  readonly dataDir: string | undefined
  readonly databaseUrl: string | undefined
}

/**
 * Finds the key that secrets are encrypted with: the given one, else the one in the file `<data folder>.key`,
 * which is made on the first start, else a random one for a database in memory.
 *
 * @throws UsageError if the given key is none, or a PostgreSQL server is used, which processes share, without one.
 */
export async function encryptionKey({ given, dataDir, databaseUrl }: KeyPlace): Promise<Buffer> {
  if (given !== undefined && given !== '') return parseKey(given, 'ENCRYPTION_KEY')
  if (databaseUrl !== undefined) {
    throw new UsageError(
      'DATABASE_URL needs ENCRYPTION_KEY: 64 hexadecimal digits, the same for every process on that database. ' +
        'Make one with: openssl rand -hex 32',
    )
  }
  return dataDir === undefined ? randomBytes(32) : keyFile(`${path.resolve(dataDir)}.key`)
}

async function keyFile(file: string): Promise<Buffer> {
  if (!existsSync(file)) await makeKeyFile(file)
  return parseKey((await readFile(file, 'utf8')).trim(), `The key file ${file}`)
}

/** Whoever sees the file can read all of it, and a process that dies here leaves none: it is written aside. */
async function makeKeyFile(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  try {
    // What is encrypted with it must not outlast it.
    await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await link(draft, file)
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** The message never repeats the key. */
function parseKey(text: string, place: string): Buffer {
  if (KEY_FORM.test(text)) return Buffer.from(text, 'hex')
  throw new UsageError(`${place} must be 64 hexadecimal digits; it has ${text.length} characters.`)
}
