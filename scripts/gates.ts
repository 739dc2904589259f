/**
 * `pnpm gates`: what must hold for the tarballs that users install. Each is checked by publint (does every
 * export resolve?) and by attw (do the types match the code, for every way of resolving ESM?).
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packAll } from './pack.ts'

const run = promisify(execFile)
const bin = join(import.meta.dirname, '../node_modules/.bin')
const destination = await mkdtemp(join(tmpdir(), 'driftless-gates-'))
const failures: string[] = []

try {
  for (const { name, tarball } of await packAll(destination)) {
    await gate(`publint ${name}`, 'publint', [tarball, '--strict'])
    await gate(`attw ${name}`, 'attw', [tarball, '--profile', 'esm-only', '--no-color'])
  }
} finally {
  await rm(destination, { recursive: true, force: true })
}
if (failures.length > 0) {
  console.error(`\n${failures.length} gate(s) failed: ${failures.join(', ')}`)
  process.exitCode = 1
}

async function gate(title: string, command: string, args: string[]): Promise<void> {
  try {
    await run(join(bin, command), args)
    console.log(`ok      ${title}`)
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    failures.push(title)
    console.error(`failed  ${title}\n${stdout}${stderr}`)
  }
}
