import { join } from 'node:path'
import type { ApiConfig } from '../../config.ts'
import { readIfPresent } from '../files.ts'
import { binName, builtBin, requiredExports } from '../package-exports.ts'
import { isRecord, parseRecord } from '../records.ts'
import { packagePath, type Workshop } from '../workshop.ts'

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
      repository: { ...repositoryObject(repository), directory: packagePath(config.package) },
    }),
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    files: ['dist', 'src', 'spec.json', 'operations.json', 'README.md', 'LICENSE'],
    ...(paths.has('src/bin.ts') && { bin: { [binName(config.package)]: builtBin } }),
    exports: Object.fromEntries(exports),
    scripts: { build: 'tsc -p tsconfig.build.json' },
    dependencies: { '@driftless/runtime': 'workspace:^' },
    ...optionalPeers(paths),
    publishConfig: { access: 'public', provenance: true },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** What only some entries of a client need, and whoever uses them installs: at their versions, and as ours. */
const peers: readonly (readonly [file: string, name: string, range: string, here: string])[] = [
  ['src/testing.ts', '@driftless/testing', 'workspace:^', 'workspace:^'],
  ['src/validate.ts', 'ajv', '^8.17.0', 'catalog:'],
  ['src/testing.ts', 'msw', '^3.0.0', 'catalog:'],
]

function optionalPeers(paths: ReadonlySet<string>): Record<string, unknown> {
  const needed = peers.filter(([file]) => paths.has(file))
  const here = needed.map(([, name, , version]): [string, string] => [name, version])
  return {
    ...(needed.length > 0 && {
      peerDependencies: Object.fromEntries(needed.map(([, name, range]) => [name, range])),
      peerDependenciesMeta: Object.fromEntries(needed.map(([, name]) => [name, { optional: true }])),
    }),
    devDependencies: { ...Object.fromEntries(here), typescript: 'catalog:' },
  }
}

function builtEntry(file: string): Record<string, string> {
  const built = file.replace(/^src\//, './dist/').replace(/\.ts$/, '')
  return { '@driftless/source': `./${file}`, types: `${built}.d.ts`, default: `${built}.js` }
}

/** package.json may name its repository by a text alone, which has no place for a folder. */
function repositoryObject(repository: unknown): Record<string, unknown> {
  return isRecord(repository) ? repository : { type: 'git', url: repository }
}

function rootManifest(workshop: Workshop): Record<string, unknown> {
  const text = readIfPresent(join(workshop.root, 'package.json'))?.toString()
  return text === undefined ? {} : parseRecord(text, 'package.json')
}

const buildSettings = `{
  "extends": "../../../tsconfig.base.json",
  "compilerOptions": { "rootDir": "src", "outDir": "dist" },
  "include": ["src"]
}
`
