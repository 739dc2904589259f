import { type ExecFileOptions, execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pnpmVersion } from '../pnpm-version.ts'

const exec = promisify(execFile)

/** The repository that this script belongs to. */
export const repository: string = join(import.meta.dirname, '../..')
const changesets = join(repository, 'node_modules/@changesets/cli/bin.js')

export interface RunOptions extends ExecFileOptions {
  /** What the program reads from its standard input. */
  readonly input?: string
}

/** Runs a program to its end. @throws an error with all that it printed, where it fails */
export async function run(
  program: string,
  args: readonly string[],
  { input, ...options }: RunOptions = {},
): Promise<string> {
  try {
    const running = exec(program, [...args], { maxBuffer: 1 << 28, ...options, encoding: 'utf8' })
    if (input !== undefined) {
      // A program that ends without reading says itself what is wrong.
      running.child.stdin?.on('error', () => {}).end(input)
    }
    const { stdout } = await running
    return stdout
  } catch (error) {
    const { stdout, stderr, message } = error as { stdout?: string; stderr?: string; message: string }
    const printed = `${stdout ?? ''}${stderr ?? ''}`.trim()
    throw new Error(`${program} ${args.join(' ')} failed:\n${printed || message}`)
  }
}

/** Runs pnpm, at the version of this repository. */
export async function pnpm(args: readonly string[], cwd: string = repository): Promise<string> {
  return run('npx', ['--yes', pnpmVersion, ...args], { cwd })
}

/**
 * Runs `changeset`, which calls pnpm by name and asks the registry that an .npmrc names.
 *
 * @param npmrc path of an .npmrc for a rehearsal; it gets none of what marks a run of a CI that may publish
 */
export async function changeset(args: readonly string[], cwd: string, npmrc?: string): Promise<string> {
  const env = { ...(npmrc === undefined ? process.env : rehearsalEnvironment(npmrc)) }
  env.PATH = [dirname(process.execPath), await pnpmFolder(), env.PATH].join(delimiter)
  if (!(await knowsCommitter(cwd))) Object.assign(env, committer)
  return run(process.execPath, [changesets, ...args], { cwd, env })
}

/** Who commits in a workflow. */
export const robot = {
  name: 'github-actions[bot]',
  email: 'github-actions[bot]@users.noreply.github.com',
}

/** Who makes tags where git has not been told; a fresh machine of a workflow is such a place. */
const committer = {
  GIT_COMMITTER_NAME: robot.name,
  GIT_COMMITTER_EMAIL: robot.email,
}

/** Whether git can make a tag: without knowing by whom it makes none, and `changeset` says nothing of that. */
async function knowsCommitter(cwd: string): Promise<boolean> {
  return run('git', ['var', 'GIT_COMMITTER_IDENT'], { cwd }).then(
    () => true,
    () => false,
  )
}

/** Our environment with another .npmrc, and without what says that this is a workflow that may prove where a package is from. */
export function rehearsalEnvironment(npmrc: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(GITHUB_|ACTIONS_|NODE_AUTH_TOKEN$|npm_config_|pnpm_config_)/i.test(name),
  )
  return { ...Object.fromEntries(kept), CI: 'true', NPM_CONFIG_USERCONFIG: npmrc }
}

let knownFolder: Promise<string> | undefined

/** The folder of a program called `pnpm`; found with the registry that is set up here, whatever a rehearsal asks. */
function pnpmFolder(): Promise<string> {
  knownFolder ??= findPnpm()
  return knownFolder
}

async function findPnpm(): Promise<string> {
  const program = 'process.stdout.write(process.env.PATH)'
  const path = await run('npx', ['--yes', `--package=${pnpmVersion}`, '--', 'node', '--eval', program])
  const names = process.platform === 'win32' ? ['pnpm.cmd', 'pnpm.exe'] : ['pnpm']
  const folder = path.split(delimiter).find((place) => names.some((name) => existsSync(join(place, name))))
  if (folder === undefined) throw new Error(`npx brought no ${pnpmVersion}.`)
  return folder
}
