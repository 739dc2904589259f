import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dataFolder, removeFolder } from '../../../servers/stepflow/test/support/database.ts'
import { buildProgram } from './support/build-program.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const MAIN = join(root, '../../servers/stepflow/src/main.ts')

let folder: string
/** Set up already: on a busy machine that may take longer than a client waits for an answer. */
let data: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftless-stepflow-runtime-'))
  data = await dataFolder()
})
afterAll(async () => {
  await removeFolder(data)
  await rm(folder, { recursive: true })
})

it('the first example of the README prints what stands below it', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
  const index = blocks.findIndex(([, language]) => language === 'ts')
  const program = await buildProgram(blocks[index]?.[2] ?? '', root, folder)
  const binary = join(folder, 'stepflow-server')
  await writeFile(
    binary,
    `#!/bin/sh\nexec '${process.execPath}' --conditions=@driftless/source '${MAIN}' --data '${data}' "$@"\n`,
  )
  await chmod(binary, 0o755)
  const { stdout } = await run(process.execPath, [program], {
    env: { ...process.env, STEPFLOW_SERVER_BINARY: binary },
  })
  expect(stdout).toBe(blocks[index + 1]?.[2])
})
