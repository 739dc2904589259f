import { existsSync } from 'node:fs'
import { chmod, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { vi } from 'vitest'
import { writeFiles } from './support.ts'

/** What `gh` was asked: its words, and what it read. */
export interface Asked {
  readonly words: readonly string[]
  readonly input: string
}

export interface FakeGh {
  asked(): Promise<Asked[]>
  /** What was done to which pull request, such as `pr edit 7`; without the questions. */
  done(): Promise<string[]>
  /** Answers from now on as if pull requests were open, those of forks too. */
  open(pullRequests: readonly { number: number; isCrossRepository: boolean }[]): Promise<void>
}

/** Puts a `gh` on the PATH of a test that writes down what it is asked, and knows the pull requests that it opened. */
export async function installFakeGh(place: string): Promise<FakeGh> {
  const [log, list] = [join(place, 'asked'), join(place, 'open.json')]
  await writeFiles(place, {
    'bin/gh': `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs')
const words = process.argv.slice(2)
const input = words.includes('-') ? readFileSync(0, 'utf8') : ''
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ words, input }) + '\\n')
const list = ${JSON.stringify(list)}
const known = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
if (words[1] === 'list') console.log(JSON.stringify(known))
if (words[1] === 'close') writeFileSync(list, JSON.stringify(known.filter(({ number }) => String(number) !== words[2])))
if (words[1] === 'create') writeFileSync(list, JSON.stringify([...known, { number: 7, isCrossRepository: false }]))
`,
  })
  await chmod(join(place, 'bin/gh'), 0o755)
  vi.stubEnv('PATH', `${join(place, 'bin')}${delimiter}${process.env.PATH}`)
  const asked = async () => {
    const text = existsSync(log) ? await readFile(log, 'utf8') : ''
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Asked)
  }
  return {
    asked,
    async done() {
      const changes = (await asked()).filter(({ words }) => words[1] !== 'list')
      return changes.map(({ words }) => words.slice(0, words[1] === 'create' ? 2 : 3).join(' '))
    },
    open: (pullRequests) => writeFiles(place, { 'open.json': JSON.stringify(pullRequests) }),
  }
}
