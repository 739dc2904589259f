import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createVault, encryptionKey, isSignedWith, sign } from '../src/auth/index.ts'

describe('signatures', () => {
  const secret = '0123456789abcdef'.repeat(4)
  const once = { timestamp: '1700000000', nonce: '00112233445566778899aabbccddeeff' }

  test.each([
    [
      'POST',
      '/api/v1/tasks',
      '{"title":"hi","priority":"high"}',
      'b29507c399c89423571c12341733c07e478cafe3178744a855f5fc4c1306efc7',
    ],
    ['GET', '/api/v1/agents', '', '2c0ca811fc7e562f1a3614429d6b23d1d925431e6c41044675a983b19716a152'],
  ])('%s %s has the known answer', (method, pathname, body, signature) => {
    const parts = { ...once, method, path: pathname, body }
    expect(sign(secret, parts)).toBe(signature)
    expect(isSignedWith(secret, parts, signature)).toBe(true)
    for (const wrong of [
      '',
      signature.slice(1),
      `${signature}0`,
      signature.replace(/.$/, 'x'),
      'é'.repeat(32),
    ]) {
      expect(isSignedWith(secret, parts, wrong), wrong).toBe(false)
    }
    expect(isSignedWith(secret, { ...parts, body: `${body} ` }, signature)).toBe(false)
  })
})

describe('vaults', () => {
  const key = Buffer.alloc(32, 7)

  test('what was sealed is opened by the same key alone, and never looks the same', () => {
    const vault = createVault(key)
    const sealed = [vault.seal('secret'), vault.seal('secret')]
    expect(sealed.map(vault.open)).toEqual(['secret', 'secret'])
    expect(sealed[0]).not.toBe(sealed[1])
    expect(() => createVault(Buffer.alloc(32, 8)).open(sealed[0] ?? '')).toThrow()
  })

  test('layout: 12 bytes IV, 16 bytes tag, then the text; a change of any is noticed', () => {
    const vault = createVault(key)
    const bytes = Buffer.from(vault.seal('x'.repeat(64)), 'base64')
    expect(bytes.length).toBe(92)
    for (const index of [0, 12, 28, 91]) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8((changed[index] ?? 0) ^ 1, index)
      expect(() => vault.open(changed.toString('base64'))).toThrow()
    }
  })
})

describe('encryption keys', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'driftless-key-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const given = 'AB'.repeat(32)

  test('the given key comes first, in capitals too', async () => {
    const key = await encryptionKey({ given, dataDir: path.join(folder, 'data'), databaseUrl: undefined })
    expect(key.toString('hex')).toBe(given.toLowerCase())
  })

  test('beside a data folder the key lasts; in memory each is another', async () => {
    const place = { given: '', dataDir: path.join(folder, 'data'), databaseUrl: undefined }
    const [first, second] = [await encryptionKey(place), await encryptionKey(place)]
    expect(second).toEqual(first)
    expect((await readFile(path.join(folder, 'data.key'), 'utf8')).trim()).toBe(first.toString('hex'))
    const memory = { given: undefined, dataDir: undefined, databaseUrl: undefined }
    expect(await encryptionKey(memory)).not.toEqual(await encryptionKey(memory))
  })

  test('all who start at once beside an empty data folder have one key', async () => {
    for (let round = 0; round < 50; round++) {
      const place = { given: '', dataDir: path.join(folder, `data-${round}`), databaseUrl: undefined }
      const keys = await Promise.all(Array.from({ length: 8 }, () => encryptionKey(place)))
      expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    }
    expect((await readdir(folder)).every((name) => /^data-\d+\.key$/.test(name))).toBe(true)
  })

  test.runIf(process.platform !== 'win32')('a key that could not be written whole is none', async () => {
    const data = path.join(folder, 'data')
    const main = fileURLToPath(new URL('./support/key-main.ts', import.meta.url))
    const keyWhere = (condition: string) => {
      const command = `${condition} && exec "$0" --conditions=@driftless/source "$1" "$2"`
      const env = { ...process.env, NODE_COMPILE_CACHE: '' }
      return promisify(execFile)('sh', ['-c', command, process.execPath, main, data], { env })
    }
    const nothingCanBeWritten = 'ulimit -f 0'
    await expect(keyWhere(nothingCanBeWritten)).rejects.toThrow('EFBIG')
    expect(await readdir(folder)).toEqual([])
    const { stdout } = await keyWhere('true')
    expect(stdout).toMatch(/^[0-9a-f]{64}$/)
    expect((await keyWhere(nothingCanBeWritten)).stdout).toBe(stdout)
  })

  test('a PostgreSQL server needs one that is given', async () => {
    const place = { dataDir: undefined, databaseUrl: 'postgres://x' }
    await expect(encryptionKey({ ...place, given: undefined })).rejects.toThrow(/needs ENCRYPTION_KEY/)
    await expect(encryptionKey({ ...place, given: 'secret words' })).rejects.toThrow(
      'ENCRYPTION_KEY must be 64 hexadecimal digits; it has 12 characters.',
    )
  })
})
