/** `driftless.ts SPEC OUT`: from the document's text to formatted files on disk, everything included. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildDocument, generatePackage } from '@driftless/generator'

const [spec = '', out = ''] = process.argv.slice(2)
const { document } = buildDocument({ text: await readFile(spec, 'utf8'), file: spec })
const { files } = await generatePackage(document, { name: 'bench', package: 'bench-api', client: 'BenchApi' })
for (const [path, content] of files) {
  const file = join(out, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}
