import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const WATCHDOG = fileURLToPath(new URL('../../src/watchdog.ts', import.meta.url))

/** Makes JavaScript of a program that uses the runtime, as a bundler would: the watchdog is a file beside it. */
export async function buildProgram(file: string, folder: string): Promise<void> {
  await build({
    entryPoints: [file, WATCHDOG],
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
}
