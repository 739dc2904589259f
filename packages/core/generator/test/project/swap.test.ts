import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { findHalfSwap, recover, type SwapPlace, swap } from '../../src/project/swap.ts'
import { contents } from './support/snapshot.ts'
import { swapTargets } from './support/swap-targets.ts'
import { temporaryFolder, write } from './support/workshop.ts'

const child = fileURLToPath(new URL('./support/swap-child.ts', import.meta.url))
const nodeOptions = ['--conditions=@driftless/source', child]

function placeIn(root: string): SwapPlace {
  return { base: root, stateFolder: join(root, '.driftless') }
}

function runChild(...args: string[]) {
  return spawnSync(process.execPath, [...nodeOptions, ...args], { encoding: 'utf8' })
}

/** Files of the tree without the state folder. */
function tree(root: string): Record<string, string> {
  const entries = Object.entries(contents(root))
  return Object.fromEntries(
    entries.filter(([path, text]) => !path.startsWith('.driftless') && text !== 'folder'),
  )
}

/** The tree as it is after a swap to one state. */
function expected(state: 'a' | 'b'): Record<string, string> {
  const root = temporaryFolder()
  swap(swapTargets(root, 'a'), placeIn(root))
  if (state === 'b') swap(swapTargets(root, 'b'), placeIn(root))
  return tree(root)
}

/** Steps that a swap takes where something stands there already. */
function stepsFromAToB(): number {
  const root = temporaryFolder()
  swap(swapTargets(root, 'a'), placeIn(root))
  return Number(runChild(root, 'b').stdout)
}

it('leaves all old or all new, or a journal that makes it so, when killed at any step', () => {
  const [a, b] = [expected('a'), expected('b')]
  expect(Object.keys(a)).toContain('packages/two/old.json')
  expect(Object.keys(b)).not.toContain('packages/two/old.json')
  const total = stepsFromAToB()
  const outcomes = { old: 0, completed: 0, new: 0 }
  for (let step = 1; step <= total; step += 1) {
    const root = temporaryFolder()
    swap(swapTargets(root, 'a'), placeIn(root))
    expect(runChild(root, 'b', String(step)).signal).toBe('SIGKILL')
    const half = findHalfSwap(placeIn(root))
    const before = tree(root)
    const recovery = recover(placeIn(root))
    expect(contents(root)['.driftless/journal.json']).toBeUndefined()
    if (half) {
      expect([recovery, tree(root)]).toEqual(['completed', b])
      outcomes.completed += 1
    } else {
      // Without a journal, recovering must not touch the tree: it is whole already.
      expect([recovery, tree(root)]).toEqual(['nothing to do', before])
      expect([JSON.stringify(a), JSON.stringify(b)]).toContain(JSON.stringify(before))
      outcomes[JSON.stringify(before) === JSON.stringify(a) ? 'old' : 'new'] += 1
    }
  }
  expect(outcomes.old).toBeGreaterThan(5)
  expect(outcomes.completed).toBeGreaterThan(8)
  expect(outcomes.new).toBeGreaterThan(0)
})

it('replaces all or nothing where one target cannot be replaced', () => {
  const root = temporaryFolder()
  write(root, { 'one/src/a.ts': 'old', two: 'a file where a folder is needed' })
  const before = tree(root)
  const targets = [
    { path: join(root, 'one/src'), content: new Map([['a.ts', 'new']]) },
    { path: join(root, 'two/src'), content: new Map([['a.ts', 'new']]) },
  ]
  expect(() => swap(targets, placeIn(root))).toThrow(/could not be replaced, nothing was changed/)
  expect(tree(root)).toEqual(before)
  expect(findHalfSwap(placeIn(root))).toBeUndefined()
})

it('undoes where what is needed to finish is gone', () => {
  const root = temporaryFolder()
  swap(swapTargets(root, 'a'), placeIn(root))
  const before = tree(root)
  runChild(root, 'b', 'in 1')
  expect(findHalfSwap(placeIn(root))?.done).toBeGreaterThan(0)
  rmSync(join(root, '.driftless/new'), { recursive: true })
  expect(recover(placeIn(root))).toBe('rolled back')
  expect(tree(root)).toEqual(before)
})

it('finishes although a person has restored old files meanwhile', () => {
  const root = temporaryFolder()
  swap(swapTargets(root, 'a'), placeIn(root))
  const old = contents(join(root, 'packages/one'))
  runChild(root, 'b', 'aside 1')
  expect(findHalfSwap(placeIn(root))).toMatchObject({ total: 5, done: 1 })
  rmSync(join(root, 'packages/one/src'), { recursive: true, force: true })
  for (const [path, text] of Object.entries(old)) {
    if (text === 'folder') mkdirSync(join(root, 'packages/one', path), { recursive: true })
    else writeFileSync(join(root, 'packages/one', path), text)
  }
  expect(recover(placeIn(root))).toBe('completed')
  expect(tree(root)).toEqual(expected('b'))
})

it('says what to do about a damaged journal', () => {
  const root = temporaryFolder()
  write(root, {
    '.driftless/journal.json': '{"entries":[{"path":"../../etc","action":"remove","existed":true}]}',
  })
  expect(() => recover(placeIn(root))).toThrow(
    /journal.json is damaged\. Restore the generated files from git/,
  )
  expect(() => findHalfSwap(placeIn(root))).toThrow(/is damaged/)
})

it('throws away what was staged but never came to a swap', () => {
  const root = temporaryFolder()
  write(root, { 'a.ts': 'old', '.driftless/new/0/a.ts': 'new', '.driftless/journal.json.part': '{' })
  expect(findHalfSwap(placeIn(root))).toBeUndefined()
  expect(recover(placeIn(root))).toBe('nothing to do')
  expect(Object.keys(contents(root))).toEqual(['.driftless', 'a.ts'])
})
