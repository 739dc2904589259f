import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Workshop } from '../../src/project/workshop.ts'
import { makeWorkshop, spec, write } from '../project/support/workshop.ts'

const gen = fileURLToPath(new URL('../../../../../scripts/gen.ts', import.meta.url))

const keys = { enter: '\r', interrupt: '\u0003' }

/** One step of a conversation: what must be on the screen, and what is typed then. */
type Step = readonly [shown: string, typed: string]

/** A repository of clients, all of it committed. */
function committed(): Workshop {
  const workshop = makeWorkshop()
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workshop.root })
  git('init', '--quiet')
  git('add', '--all')
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--message=Start')
  return workshop
}

/** Runs `pnpm gen` on a pseudo-terminal, and types as a person would: when the question is there. */
async function talk({ root }: Workshop, args: readonly string[], steps: readonly Step[]) {
  const { CI: _, INIT_CWD: __, ...env } = process.env
  const words = [process.execPath, '--conditions=@driftless/source', gen, ...args]
  // A terminal of no width would show one letter a line.
  const command = `stty cols 120 rows 40; exec ${words.map((word) => `'${word}'`).join(' ')}`
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: root,
    env: { ...env, TERM: 'xterm-256color', NO_COLOR: '1' },
  })
  onTestFinished(() => void child.kill())
  let screen = ''
  let seen = 0
  const waiting = [...steps]
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString()
    const [next] = waiting
    const at = next === undefined ? -1 : screen.indexOf(next[0], seen)
    if (next === undefined || at < 0) return
    seen = at + next[0].length
    waiting.shift()
    child.stdin.write(next[1])
  })
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  return { code, screen, unasked: waiting.map(([shown]) => shown), changed: changesIn(root) }
}

function changesIn(root: string): string {
  return execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' })
}

describe('a person at a terminal', () => {
  it('is asked where the document is, until there is an answer, and the answer is used', async () => {
    const spoken = await talk(
      committed(),
      ['add', 'dogs'],
      [
        ['Where is the OpenAPI document?', keys.enter],
        ['A text is needed.', `none.json${keys.enter}`],
      ],
    )
    expect(spoken).toMatchObject({ code: 1, unasked: [], changed: '' })
    expect(spoken.screen).toContain('error: none.json does not exist.')
  })

  it('is asked for a base URL where the document names none, and may leave', async () => {
    const workshop = committed()
    write(workshop.root, { 'dogs.json': spec(['/dogs']) })
    const spoken = await talk(
      workshop,
      ['add', 'dogs'],
      [
        ['Where is the OpenAPI document?', `dogs.json${keys.enter}`],
        ['Base URL of the API', keys.interrupt],
      ],
    )
    expect(spoken).toMatchObject({ code: 130, unasked: [], changed: '?? dogs.json\n' })
  })

  it('is not asked what the command line says', async () => {
    const spoken = await talk(committed(), ['add', 'dogs', '--from', 'none.json'], [])
    expect(spoken).toMatchObject({ code: 1, changed: '' })
    expect(spoken.screen).not.toContain('Where is')
  })

  it.each([
    ['says no', keys.enter, 0, 'nothing was removed'],
    ['leaves', keys.interrupt, 130, 'Interrupted'],
  ])('keeps what is to be deleted, who %s', async (_what, key, code, said) => {
    const workshop = committed()
    const steps: Step[] = [['Delete schemas/pets, packages/clients/pets-api?', key]]
    const spoken = await talk(workshop, ['remove', 'pets'], steps)
    expect(spoken).toMatchObject({ code, unasked: [], changed: '', screen: expect.stringContaining(said) })
    expect(existsSync(join(workshop.root, 'schemas/pets'))).toBe(true)
  })
})
