import { join } from 'node:path'
import type { ApiConfig } from '../../config.ts'
import { readIfPresent } from '../files.ts'
import { requiredExports } from '../package-exports.ts'
import type { Workshop } from '../workshop.ts'

/**
 * The hand-owned files of a new client package, by path in it; from then on they belong to people.
 *
 * @param paths of the files that are generated into it
 */
export function packageFiles(
  workshop: Workshop,
  config: ApiConfig,
  paths: ReadonlySet<string>,
): Map<string, string> {
  const files = new Map([
    ['package.json', packageManifest(workshop, config, paths)],
    ['tsconfig.build.json', buildSettings],
  ])
  const licence = readIfPresent(join(workshop.root, 'LICENSE'))?.toString()
  if (licence !== undefined) files.set('LICENSE', licence)
  return files
}

/** Text of package.json: an entry for each generated module, and what the repository says of itself. */
export function packageManifest(workshop: Workshop, config: ApiConfig, paths: ReadonlySet<string>): string {
  const { license, repository } = rootManifest(workshop)
  const exports = Object.entries(requiredExports)
    .filter(([, file]) => paths.has(file))
    .map(([subpath, file]) => [subpath, file.endsWith('.ts') ? builtEntry(file) : `./${file}`])
  const manifest = {
    name: config.package,
    version: '0.0.0',
    description: `TypeScript client of the ${config.name} API, generated from its OpenAPI document.`,
    ...(license !== undefined && { license }),
    ...(repository !== undefined && {
      repository: { ...repository, directory: `packages/clients/${config.package}` },
    }),
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    files: ['dist', 'src', 'spec.json', 'operations.json', 'README.md', 'LICENSE'],
    exports: Object.fromEntries(exports),
    scripts: { build: 'tsc -p tsconfig.build.json' },
    dependencies: { '@driftless/runtime': 'workspace:^' },
    devDependencies: { typescript: 'catalog:' },
    publishConfig: { access: 'public', provenance: true },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

function builtEntry(file: string): Record<string, string> {
  const built = file.replace(/^src\//, './dist/').replace(/\.ts$/, '')
  return { '@driftless/source': `./${file}`, types: `${built}.d.ts`, default: `${built}.js` }
}

interface RootManifest {
  readonly license?: string
  readonly repository?: Readonly<Record<string, unknown>>
}

function rootManifest(workshop: Workshop): RootManifest {
  const text = readIfPresent(join(workshop.root, 'package.json'))?.toString() ?? '{}'
  return JSON.parse(text) as RootManifest
}

const buildSettings = `{
  "extends": "../../../tsconfig.base.json",
  "compilerOptions": { "rootDir": "src", "outDir": "dist" },
  "include": ["src"]
}
`
