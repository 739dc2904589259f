import { join } from 'node:path'
import type { SwapTarget } from '../../../src/project/swap.ts'

/** Two folders, two files, and one that is removed on the way from state `a` to state `b`. */
export function swapTargets(root: string, state: string): SwapTarget[] {
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
