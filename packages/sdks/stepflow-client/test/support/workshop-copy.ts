import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../../../..')
const spec = 'schemas/stepflow/openapi.json'

/** What a client package and those that stand on it are made of. */
const parts = [
  'package.json',
  'pnpm-workspace.yaml',
  'biome.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'schemas/stepflow',
  'packages/core/runtime',
  'packages/clients/stepflow-api',
  'packages/sdks',
]

/** A copy of this repository, as far as it concerns the packages that stand on stepflow-api. */
export interface WorkshopCopy extends AsyncDisposable {
  /** Regenerates stepflow-api from the stored document with these texts replaced; each must stand in it. */
  regenerate(replacements: Readonly<Record<string, string>>): Promise<void>
  /** What the compiler says about the SDKs: one line per error, from the copy's root. */
  typeErrors(): Promise<string[]>
}

export async function copyWorkshop(): Promise<WorkshopCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'driftless-downstream-'))
  for (const part of parts) {
    // Links between packages are relative: in the copy they lead to the copy.
    const apart = (path: string) => !/[\\/](dist|test)$/.test(path)
    await cp(join(root, part), join(copy, part), { recursive: true, verbatimSymlinks: true, filter: apart })
  }
  await mkdir(join(copy, 'node_modules'))
  for (const shared of ['.pnpm', '@types']) {
    await symlink(join(root, 'node_modules', shared), join(copy, 'node_modules', shared), 'dir')
  }
  const original = await readFile(join(copy, spec), 'utf8')
  const config = { extends: './tsconfig.json', include: ['packages/sdks/*/src'] }
  await writeFile(join(copy, 'tsconfig.sdks.json'), JSON.stringify(config))
  return {
    async regenerate(replacements) {
      let text = original
      for (const [from, to] of Object.entries(replacements)) {
        if (!text.includes(from)) throw new Error(`the stored document does not hold ${from}`)
        text = text.replaceAll(from, to)
      }
      await writeFile(join(copy, spec), text)
      const args = ['--conditions=@driftless/source', join(root, 'scripts/gen.ts'), 'generate', 'stepflow']
      await run(process.execPath, args, { cwd: copy })
    },
    async typeErrors() {
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const args = [tsc, '--noEmit', '--pretty', 'false', '-p', 'tsconfig.sdks.json']
      const { stdout } = await run(process.execPath, args, { cwd: copy }).catch(
        (error) => error as { stdout: string },
      )
      return stdout.split('\n').filter((line) => /^\S/.test(line))
    },
    [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }),
  }
}
