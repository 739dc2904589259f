import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Root of the repository. */
export const root: string = join(import.meta.dirname, '../../../../../..')

/** One error of the compiler. */
export interface CompilerError {
  /** Path below the compiled folder, with `/`. */
  readonly file: string
  readonly line: number
  readonly message: string
}

/** Flags that generated code promises to pass, beyond those of the repository's own packages. */
const flags = {
  noEmit: true,
  customConditions: ['@driftless/source'],
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  skipLibCheck: false,
  types: [],
}

/** Makes a temporary folder in which `@driftless/runtime` resolves, filled with files. */
export async function makeFolder(files: ReadonlyMap<string, string>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'driftless-test-')))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const folders = new Set([...files.keys()].map((path) => dirname(join(folder, path))))
  for (const each of folders) await mkdir(each, { recursive: true })
  await Promise.all([...files].map(([path, text]) => writeFile(join(folder, path), text)))
  return folder
}

/**
 * Type-checks every `.ts` file below a folder in one run of the compiler. Errors elsewhere, such as in the sources of
 * the runtime that want the types of Node, are not the folder's.
 */
export async function typeCheck(folder: string): Promise<CompilerError[]> {
  const project = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: flags,
    include: ['**/*.ts'],
    // The program of a package is for Node alone, whose types the rest does without.
    exclude: ['**/src/bin.ts', 'node_modules'],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { output, code } = await run(compiler, ['-p', '.', '--pretty', 'false'], folder)
  const errors: CompilerError[] = []
  for (const line of output.split('\n')) {
    const [, file, number, message] = /^(.+?)\((\d+),\d+\): error (.*)$/.exec(line) ?? []
    if (file?.startsWith('..')) continue
    if (file !== undefined && message !== undefined) {
      errors.push({ file: file.replaceAll('\\', '/'), line: Number(number), message })
    } else if (line.startsWith('error ')) errors.push({ file: '', line: 0, message: line })
  }
  if (code !== 0 && output.trim() === '') throw new Error(`the compiler failed (${code}):\n${output}`)
  return errors
}

/**
 * Runs the repository's own `biome check`, format and lint, over the generated files below a folder.
 *
 * @returns what it printed, and whether it was content
 */
export async function lint(folder: string): Promise<{ readonly output: string; readonly passed: boolean }> {
  const settings = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8')) as Record<string, object>
  const { $schema: _schema, vcs: _vcs, overrides: _overrides, ...rest } = settings
  const includes = ['**/src/**', '**/README.md']
  const config = { ...rest, root: true, files: { ...settings.files, includes } }
  await writeFile(join(folder, 'biome.json'), JSON.stringify(config, null, 2))
  const command = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const entries = await readdir(folder, { withFileTypes: true })
  const packages = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  const args = ['check', '--error-on-warnings', '--colors=off', '--max-diagnostics=20', ...packages]
  const { output, code } = await run(command, args, folder)
  return { output, passed: code === 0 }
}

/** Runs a Node script to its end and returns everything that it printed. */
export function run(
  script: string,
  args: readonly string[],
  cwd: string,
): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ output, code }))
  })
}
