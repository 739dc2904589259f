/** `driftless.ts SPEC OUT CACHE`: from the document's text to formatted files on disk, everything included. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import module from 'node:module'
import { dirname, join } from 'node:path'

const [spec = '', out = '', cache = ''] = process.argv.slice(2)
// As `pnpm gen generate` does, before it loads what generates.
module.enableCompileCache(cache)
const { buildDocument, generatePackage } = await import('@driftless/generator')
const { document } = buildDocument({ text: await readFile(spec, 'utf8'), file: spec })
const { files } = await generatePackage(document, { name: 'bench', package: 'bench-api', client: 'BenchApi' })
for (const [path, content] of files) {
  const file = join(out, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
