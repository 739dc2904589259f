import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packageFolder = join(import.meta.dirname, '../..')
const root = join(packageFolder, '../../..')

/** What the compiler says about programs, by their names: `LINE: message`, in order. */
export async function compileErrors(
  programs: Readonly<Record<string, string>>,
): Promise<Record<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'stepflow-client-types-'))
  try {
    for (const [name, text] of Object.entries(programs)) {
      const program = text.replaceAll("'stepflow-client'", `'${join(packageFolder, 'src/index.ts')}'`)
      await writeFile(join(folder, `${name}.ts`), program)
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    const compilerOptions = {
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      typeRoots: [join(root, 'node_modules/@types')],
    }
    const config = { extends: join(root, 'tsconfig.json'), compilerOptions, include: ['*.ts'], exclude: [] }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { stdout } = await run(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
    }).catch((error) => error as { stdout: string })
    return errorsByProgram(Object.keys(programs), stdout)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function errorsByProgram(names: readonly string[], output: string): Record<string, string[]> {
  const errors: Record<string, string[]> = Object.fromEntries(names.map((name) => [name, []]))
  // Lines that are indented go on with the error above them.
  for (const line of output.split(/\n(?! )/).filter((text) => text !== '')) {
    const found = /^(?<name>[\w-]+)\.ts\((?<row>\d+),\d+\): error TS\d+: (?<message>.*)$/s.exec(line)?.groups
    if (found?.name === undefined || !(found.name in errors)) throw new Error(`tsc: ${line}`)
    errors[found.name]?.push(`${found.row}: ${found.message}`)
  }
  return errors
}
