import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { checkText } from '../../src/cli/check-text.ts'
import { checkProject } from '../../src/project/check-project.ts'
import { generateProject } from '../../src/project/generate-project.ts'
import { fakePipeline } from './support/pipeline.ts'
import { contents } from './support/snapshot.ts'
import { makeWorkshop, spec } from './support/workshop.ts'

const generateChild = fileURLToPath(new URL('./support/generate-child.ts', import.meta.url))
const lockChild = fileURLToPath(new URL('./support/lock-child.ts', import.meta.url))

it('keeps spec, lock and package whole when generate is killed at 50 random moments', async () => {
  const specs = [spec(['/cats', '/dogs'], '1.0.0'), spec(['/cats', '/birds', '/fish'], '2.0.0')]
  const workshop = makeWorkshop(['pets', 'zoo'], specs[0])
  const apis = ['pets', 'zoo']
  const pipeline = fakePipeline()
  await generateProject(workshop, { apis, pipeline })
  const seed = 20_261_122
  const random = mulberry32(seed)
  let halves = 0
  for (let round = 0; round < 50; round += 1) {
    await killAfter(start(generateChild, workshop.root, ...specs), random() * 60)
    const report = await checkProject(workshop, { apis, pipeline, full: true })
    if (report.halfSwap) {
      halves += 1
      expect(checkText(report)).toMatch(
        /^Fix: pnpm gen generate\n\nA run was interrupted while it replaced files: \d/,
      )
    } else {
      expect([round, report.apis]).toEqual([round, report.apis.filter((api) => api.inStep)])
    }
    const { recovery } = await generateProject(workshop, { apis, pipeline })
    expect([round, recovery]).toEqual([round, report.halfSwap ? 'completed' : 'nothing to do'])
    expect(await checkProject(workshop, { apis, pipeline, full: true })).toMatchObject({ inStep: true })
    expect(specs).toContain(readFileSync(join(workshop.root, 'schemas/pets/openapi.json'), 'utf8'))
    expect(Object.keys(contents(workshop.root)).filter((path) => path.startsWith('.driftless'))).toEqual([])
  }
  console.log(`killed at 50 random moments (seed ${seed}): ${halves} half states, all completed`)
})

it('lets one run in at a time, also where all find the file of a dead one', async () => {
  const { root } = makeWorkshop([])
  const children = Array.from({ length: 6 }, () => start(lockChild, root))
  const outputs = await Promise.all(
    children.map(async (child) => {
      let output = ''
      child.stdout?.on('data', (chunk) => {
        output += chunk
      })
      await once(child, 'close')
      return output
    }),
  )
  const log = readFileSync(join(root, 'log'), 'utf8').trim().split('\n')
  for (let index = 0; index < log.length; index += 2) {
    expect([log[index], log[index + 1]]).toEqual([log[index], log[index]?.replace('enter', 'leave')])
  }
  expect(outputs.join('')).toMatch(/entered/)
  expect(
    outputs
      .join('')
      .replaceAll(/entered|refused: Another run \(process \d+\) is writing here/g, '')
      .trim(),
  ).toBe('')
})

function start(script: string, ...args: (string | undefined)[]): ChildProcess {
  const options = ['--conditions=@driftless/source', script, ...args.map(String)]
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function killAfter(running: ChildProcess, milliseconds: number): Promise<void> {
  const exit = once(running, 'exit')
  await once(running.stdout ?? running, 'data')
  await sleep(milliseconds)
  running.kill('SIGKILL')
  expect(await exit).toEqual([null, 'SIGKILL'])
}

/** A small seeded generator of numbers from 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
