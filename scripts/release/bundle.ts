import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** Bundles a module for browsers, as an app would; what needs Node fails. */
export async function bundle(contents: string, folder: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    legalComments: 'none',
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** Size as a browser fetches it. */
export function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length
}
