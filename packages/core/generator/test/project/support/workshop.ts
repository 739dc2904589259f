import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Workshop, workshopAt } from '../../../src/project/workshop.ts'

/** A folder that is gone when the test has finished. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftless-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** A small document; `paths` decide which files the fake generator writes. */
export function spec(paths: readonly string[], version: string = '1.0.0'): string {
  const operations = paths.map((path) => {
    const operationId = `get${path.replaceAll('/', '')}`
    return [path, { get: { operationId, responses: { 200: { description: 'Fine.' } } } }]
  })
  const document = {
    info: { title: 'Pets', version },
    openapi: '3.1.0',
    paths: Object.fromEntries(operations),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** A repository of clients with the given APIs, each with an empty package. */
export function makeWorkshop(
  apis: readonly string[] = ['pets'],
  text: string = spec(['/cats', '/dogs']),
): Workshop {
  const root = temporaryFolder()
  write(root, { 'pnpm-workspace.yaml': 'packages:\n  - packages/*/*\n' })
  for (const api of apis) write(root, apiFiles(api, text))
  return workshopAt(root)
}

export function apiFiles(api: string, text: string, config: string = ''): Record<string, string> {
  const name = `${api}-api`
  const client = `${api[0]?.toUpperCase()}${api.slice(1)}Api`
  return {
    [`schemas/${api}/openapi.json`]: text,
    [`schemas/${api}/api.config.ts`]: `export default { name: '${api}', package: '${name}', client: '${client}', ${config} }\n`,
    [`packages/clients/${name}/package.json`]: `${JSON.stringify(manifest(name), null, 2)}\n`,
    [`packages/clients/${name}/CHANGELOG.md`]: '# Changes\n',
    [`packages/clients/${name}/test/by-hand.test.ts`]: 'export {}\n',
  }
}

function manifest(name: string) {
  return {
    name,
    version: '1.2.3',
    bin: { [name]: './dist/bin.js' },
    exports: {
      '.': { types: './dist/index.d.ts', '@driftless/source': './src/index.ts', default: './dist/index.js' },
      './operations': './dist/operations.js',
      './testing': './dist/testing.js',
      './types': './dist/types.js',
      './spec.json': './spec.json',
    },
  }
}
