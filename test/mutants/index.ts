import { callMutants } from './calls.ts'
import { documentMutants } from './documents.ts'
import { driftMutants } from './drift.ts'
import { generationMutants } from './generation.ts'
import { handlerMutants } from './handlers.ts'
import { messageMutants } from './messages.ts'
import { moneyMutants } from './money.ts'
import type { Mutant } from './mutant.ts'
import { openspawnMutants } from './openspawn.ts'
import { ownApiMutants } from './own-api.ts'
import { listMutants } from './pages-and-validation.ts'
import { projectMutants } from './project.ts'
import { releaseMutants } from './releases.ts'
import { serverMutants } from './servers.ts'
import { wireMutants } from './versions-wire.ts'

export type { Mutant } from './mutant.ts'

/** Every recorded break. */
export const mutants: readonly Mutant[] = [
  ...documentMutants,
  ...generationMutants,
  ...handlerMutants,
  ...listMutants,
  ...projectMutants,
  ...callMutants,
  ...messageMutants,
  ...moneyMutants,
  ...openspawnMutants,
  ...releaseMutants,
  ...serverMutants,
  ...driftMutants,
  ...wireMutants,
  ...ownApiMutants,
]
