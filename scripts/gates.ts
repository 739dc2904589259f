/** `pnpm gates`: what must hold for the tarballs that users install, packed from what stands here. */
import { packOnce } from './pack-once.ts'
import { packageGates } from './release/gates.ts'

const failures = await packageGates(await packOnce(), console.log)
for (const failure of failures) console.error(`\n${failure}`)
if (failures.length > 0) process.exitCode = 1
