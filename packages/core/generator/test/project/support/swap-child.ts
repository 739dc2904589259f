// One swap to the state LETTER; kills itself after the step of that number or name:
//   node swapChild.ts ROOT LETTER [STEP]
import { join } from 'node:path'
import { swap } from '../../../src/project/swap.ts'
import { swapTargets } from './swap-targets.ts'

const [root = '', letter = '', killAt] = process.argv.slice(2)
let steps = 0
const place = {
  base: root,
  stateFolder: join(root, '.driftless'),
  onStep: (step: string) => {
    steps += 1
    if (step === killAt || steps === Number(killAt)) process.kill(process.pid, 'SIGKILL')
  },
}

swap(swapTargets(root, letter), place)
process.stdout.write(`${steps}\n`)
