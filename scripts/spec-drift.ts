/** `pnpm spec-drift`: what the scheduled workflow runs. */
import { specDrift } from './release/spec-drift.ts'
import { repository } from './release/tools.ts'

try {
  console.log(await specDrift(repository))
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
