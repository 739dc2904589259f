/** `pnpm gates`: what must hold for the tarballs that users install, packed from what stands here. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packAll } from './pack.ts'
import { packageGates } from './release/gates.ts'

const destination = await mkdtemp(join(tmpdir(), 'driftless-gates-'))
try {
  const failures = await packageGates(await packAll(destination), console.log)
  for (const failure of failures) console.error(`\n${failure}`)
  if (failures.length > 0) process.exitCode = 1
} finally {
  await rm(destination, { recursive: true, force: true })
}
