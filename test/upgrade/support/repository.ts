import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyRepository } from '../../../scripts/release/copy.ts'

/** How a program ended, and what it printed. */
export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A change of one file: a text that stands in it exactly once, and what stands there then. */
export interface Edit {
  readonly file: string
  readonly from: string
  readonly to: string
}

/** A copy of this repository with a history of its own. */
export interface RepositoryCopy extends AsyncDisposable {
  readonly root: string
  /** Runs `pnpm gen …`. */
  gen(...args: string[]): Promise<Finished>
  /** Runs `pnpm version-packages`. */
  versionPackages(): Promise<Finished>
  /** Runs pnpm. @throws where it fails, with what it printed */
  pnpm(...args: string[]): Promise<void>
  read(file: string): Promise<string>
  /** Version of a package by its folder. */
  version(folder: string): Promise<string>
  edit(edits: readonly Edit[]): Promise<void>
  commit(message: string): Promise<void>
  /** What is not committed, as git lists it. */
  uncommitted(): Promise<string>
}

export async function copyWithHistory(): Promise<RepositoryCopy> {
  const root = await mkdtemp(join(tmpdir(), 'driftless-upgrade-'))
  const run = (program: string, args: readonly string[]) =>
    new Promise<Finished>((resolve) => {
      const options = { cwd: root, env: { ...process.env, CI: 'true', INIT_CWD: root }, maxBuffer: 1 << 26 }
      execFile(program, args, options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      )
    })
  const must = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await run(program, args)
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`)
    return stdout
  }
  const script = (file: string, ...args: string[]) =>
    run(process.execPath, ['--conditions=@driftless/source', file, ...args])
  const read = (file: string) => readFile(join(root, file), 'utf8')
  const commit = async (message: string) => {
    await must('git', 'add', '--all')
    const author = ['-c', 'user.name=t', '-c', 'user.email=t@example.com']
    await must('git', ...author, 'commit', '--quiet', '--allow-empty', '--message', message)
  }
  await copyRepository(root)
  await must('git', 'init', '--quiet')
  await commit('start')
  return {
    root,
    gen: (...args) => script('scripts/gen.ts', ...args),
    versionPackages: () => script('scripts/version-packages.ts'),
    pnpm: async (...args) => void (await must('npx', '--yes', 'pnpm@12.21.0', ...args)),
    read,
    version: async (folder) => JSON.parse(await read(`${folder}/package.json`)).version,
    async edit(edits) {
      for (const { file, from, to } of edits) {
        const text = await read(file)
        const times = text.split(from).length - 1
        if (times !== 1) throw new Error(`${file} holds this ${times} times, not once:\n${from}`)
        await writeFile(
          join(root, file),
          text.replace(from, () => to),
        )
      }
    },
    commit,
    uncommitted: () => must('git', 'status', '--porcelain'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
