// Replaces two folders, two files and removes one, in one swap, and may kill itself on the way.
//   node swapChild.ts ROOT LETTER [STEP]   one swap to the state LETTER; killed after the step of that number or name
//   node swapChild.ts ROOT loop            swaps between the states a and b until it is killed
import { join } from 'node:path'
import { recover, type SwapTarget, swap } from '../../../src/project/swap.ts'

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

function targets(state: string): SwapTarget[] {
  const files = (count: number) =>
    new Map(Array.from({ length: count }, (_, index) => [`${state}/file${index}.ts`, `${state} ${index}\n`]))
  return [
    { path: join(root, 'schemas/pets/openapi.json'), content: `${state}\n` },
    { path: join(root, 'packages/one/src'), content: files(6) },
    { path: join(root, 'packages/two/src'), content: files(3) },
    { path: join(root, 'packages/two/README.md'), content: `${state}\n` },
    { path: join(root, 'packages/two/old.json'), content: state === 'a' ? 'old\n' : null },
  ]
}

if (letter === 'loop') {
  recover(place)
  for (let state = 'a'; ; state = state === 'a' ? 'b' : 'a') {
    swap(targets(state), place)
    process.stdout.write('.')
  }
}
swap(targets(letter), place)
process.stdout.write(`${steps}\n`)
