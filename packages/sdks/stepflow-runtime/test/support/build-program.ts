import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const WATCHDOG = fileURLToPath(new URL('../../src/watchdog.ts', import.meta.url))

/**
 * Makes JavaScript of a program that uses the runtime, as a bundler would: the watchdog is a file beside it.
 *
 * @param source in TypeScript
 * @param resolveDir folder that its imports are relative to
 * @param folder that receives the files
 * @returns path of the program
 */
export async function buildProgram(source: string, resolveDir: string, folder: string): Promise<string> {
  await build({
    stdin: { contents: source, resolveDir, loader: 'ts' },
    entryPoints: [WATCHDOG],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@driftless/source'],
    // A dependency that is CommonJS asks for Node's modules by `require`.
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  return join(folder, 'stdin.js')
}
