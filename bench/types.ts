import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { githubSpec } from './generate.ts'
import { type Ratio, root, runTask } from './measure.ts'

const run = promisify(execFile)
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const flags = [
  ...['--module', 'nodenext', '--target', 'es2022', '--strict', '--skipLibCheck'],
  ...['--lib', 'es2023,esnext.disposable,dom,dom.iterable,dom.asynciterable'],
  ...['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')],
]
const source = [
  '--customConditions',
  '@driftless/source',
  '--allowImportingTsExtensions',
  '--rewriteRelativeImportExtensions',
]

/** Types that the compiler instantiates for a program that calls one operation, declarations only. */
export async function typeRatios(): Promise<Ratio[]> {
  const folder = await mkdtemp(join(root, 'bench/.types-'))
  try {
    await runTask('driftless.ts', githubSpec, join(folder, 'ours'))
    await runTask('hey-api.ts', githubSpec, join(folder, 'theirs'))
    await symlink(join(root, 'bench/node_modules'), join(folder, 'node_modules')).catch(() => undefined)
    await declare(join(root, 'packages/core/runtime/src'), join(folder, 'runtime-types'))
    await declare(join(folder, 'ours/src'), join(folder, 'ours-types'))
    await declare(join(folder, 'theirs'), join(folder, 'theirs-types'))
    const ours = await instantiations(
      folder,
      'ours.ts',
      `import { createClient, reposGet } from './ours-types/operations.js'
export const name = async (): Promise<string> =>
  (await reposGet(createClient({ baseUrl: 'http://127.0.0.1' }), 'owner', 'repo')).fullName
`,
    )
    const theirs = await instantiations(
      folder,
      'theirs.ts',
      `import { reposGet } from './theirs-types/sdk.gen.js'
export const name = async (): Promise<string | undefined> =>
  (await reposGet({ baseUrl: 'http://127.0.0.1', path: { owner: 'owner', repo: 'repo' } })).data?.full_name
`,
    )
    const detail = `${ours} instantiations against ${theirs} for hey-api's own output`
    return [
      {
        name: 'types for one operation of GitHub',
        value: ours / theirs,
        unit: '×',
        limit: 0.5,
        goal: 0.3,
        detail,
      },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function declare(from: string, to: string): Promise<void> {
  const files = (await readdir(from, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const args = [
    ...flags,
    ...source,
    '--declaration',
    '--emitDeclarationOnly',
    '--rootDir',
    from,
    '--outDir',
    to,
  ]
  await run(process.execPath, [tsc, '--ignoreConfig', ...args, ...files.map((file) => join(from, file))], {
    maxBuffer: 1 << 26,
  })
}

async function instantiations(folder: string, file: string, program: string): Promise<number> {
  await writeFile(join(folder, file), program)
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      // Declarations on both sides, as users have them.
      paths: { '@driftless/runtime': ['./runtime-types/index.d.ts'] },
    },
    files: [file],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], {
    maxBuffer: 1 << 26,
  })
  const count = /Instantiations:\s+(\d+)/.exec(stdout)?.[1]
  if (count === undefined) throw new Error(`tsc printed no count of instantiations:\n${stdout}`)
  return Number(count)
}
