import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** The style of generated files: what `biome check` of a repository with these settings leaves as it is. */
const style = {
  root: true,
  files: { maxSize: 268_435_456 },
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 110 },
  javascript: { formatter: { quoteStyle: 'single', semicolons: 'asNeeded' } },
  linter: { enabled: false },
  assist: { actions: { source: { organizeImports: 'on' } } },
}

/**
 * Formats files with one run of biome and sorts their imports.
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
    // Names of our own: what a path looks like must not decide whether biome looks at it.
    const places = [...files.keys()].map((path, index) => ({
      path,
      place: join(folder, `${index}`, fileName(path)),
    }))
    for (const { path, place } of places) {
      await mkdir(dirname(place))
      await writeFile(place, files.get(path) ?? '')
    }
    await runBiome(folder)
    const texts = await Promise.all(places.map(({ place }) => readFile(place, 'utf8')))
    return new Map(places.map(({ path }, index) => [path, texts[index] ?? '']))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function runBiome(folder: string): Promise<void> {
  const command = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  const args = [command, 'check', '--write', '--colors=off', '--max-diagnostics=5', '.']
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
