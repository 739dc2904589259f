import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The style of generated files: that of this repository, so that its `biome check` leaves them as they are. */
const style = {
  root: true,
  files: { maxSize: 268_435_456 },
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 110 },
  javascript: { formatter: { quoteStyle: 'single', semicolons: 'asNeeded' } },
}

/** Biome's time grows faster than a file's length: longer modules are formatted in parts of this many characters. */
const partLength = 100_000

/** Where a module may be cut: before a statement at its top level that stands behind an empty line. */
const cuts = /\n\n(?=export |\/\*\*\n)/g

/**
 * Formats files with one run of biome. Imports and exports must be sorted already.
 *
 * @param files text by path; the ending of the path says what it is
 * @returns the formatted texts in the same order
 * @throws Error with biome's own words where it refuses a file
 */
export async function formatFiles(files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  if (files.size === 0) return new Map()
  const folder = await mkdtemp(join(tmpdir(), 'driftless-format-'))
  try {
    await writeFile(join(folder, 'biome.json'), JSON.stringify(style))
    const places = [...files].map(([path, text], index) => ({
      path,
      parts: placesOf(folder, index, path, text),
    }))
    const parts = places.flatMap((place) => place.parts)
    await Promise.all(parts.map(({ place, text }) => writeInto(place, text)))
    await runBiome(folder)
    const formatted = new Map<string, string>()
    for (const { path, parts: own } of places) {
      const texts = await Promise.all(own.map(({ place }) => readFile(place, 'utf8')))
      formatted.set(path, texts.join('\n'))
    }
    return formatted
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Folders of our own: what a path looks like must not decide whether biome looks at it. */
function placesOf(folder: string, index: number, path: string, text: string) {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const parts = name.endsWith('.ts') ? partsOf(text) : [text]
  return parts.map((part, number) => ({ place: join(folder, `${index}-${number}`, name), text: part }))
}

/** Cuts a long module into parts; put together with an empty line between them they are the module. */
function partsOf(text: string): string[] {
  if (text.length <= partLength) return [text]
  const parts: string[] = []
  let start = 0
  for (const { index } of text.matchAll(cuts)) {
    if (index - start < partLength) continue
    parts.push(`${text.slice(start, index)}\n`)
    start = index + 2
  }
  return [...parts, text.slice(start)]
}

async function writeInto(place: string, text: string): Promise<void> {
  await mkdir(dirname(place))
  await writeFile(place, text)
}

function runBiome(folder: string): Promise<void> {
  const command = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  const args = [command, 'format', '--write', '--colors=off', '--max-diagnostics=5', '.']
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (cause) =>
      reject(new Error(`biome could not be started: ${cause.message}`, { cause })),
    )
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      reject(
        new Error(`biome could not format the generated code (exit ${code ?? signal}):\n${output.trim()}`),
      )
    })
  })
}
