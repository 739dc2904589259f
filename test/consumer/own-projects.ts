/** Projects of other people, laid out as they lay them out; the client is generated into `out`. */
export interface OwnProject {
  readonly files: Readonly<Record<string, string>>
  /** Where the client goes, and where `driftless` is run. */
  readonly out: string
  /** The projects that `tsc` checks. */
  readonly compiled: readonly string[]
  /** Where its own code uses `getPet`: file, line and column. */
  readonly calls: readonly string[]
  /** The line that no longer compiles once a pet has lost its nickname. */
  readonly broken: string
}

const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }

/** As `npm create vite` makes it: settings apart for the app, in one that holds nothing else. */
const viteApp: OwnProject = {
  out: 'src/api',
  compiled: ['tsconfig.app.json'],
  calls: ['src/main.ts:6:31', 'src/names.ts:4:31'],
  broken: 'src/main.ts(7,22)',
  files: {
    'package.json': json({ name: 'vite-app', private: true, type: 'module' }),
    'index.html': '<div id="app"></div><script type="module" src="/src/main.ts"></script>\n',
    'tsconfig.json': json({ files: [], references: [{ path: './tsconfig.app.json' }] }),
    'tsconfig.app.json': json({
      compilerOptions: {
        ...strict,
        target: 'es2022',
        lib: ['es2022', 'dom', 'dom.iterable'],
        skipLibCheck: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        verbatimModuleSyntax: true,
        erasableSyntaxOnly: true,
        noUnusedLocals: true,
        noUnusedParameters: true,
        noEmit: true,
        types: [],
      },
      include: ['src'],
    }),
    'src/main.ts': `import { PetsApi } from './api'
import { nameOf } from './names.ts'

const client = new PetsApi({ baseUrl: location.origin })
const owners = await client.owners.list()
const pet = await client.pets.get('1')
document.title = pet.nickname + owners.length + (await nameOf(client, '2'))
`,
    'src/names.ts': `import type { PetsApi } from './api'

export async function nameOf({ pets }: PetsApi, id: string): Promise<string> {
  const { data } = await pets.get(id).withResponse()
  return data.name
}
`,
  },
}

/** Compiled by tsc, run by Node; operations as functions, one of them under another name. */
const nodeService: OwnProject = {
  out: 'src/clients/pets',
  compiled: ['tsconfig.json'],
  calls: ['src/index.ts:4:50', 'src/index.ts:5:21'],
  broken: 'src/index.ts(6,19)',
  files: {
    'package.json': json({ name: 'node-service', private: true, type: 'module' }),
    'tsconfig.json': json({
      compilerOptions: {
        ...strict,
        target: 'es2023',
        lib: ['es2023'],
        module: 'nodenext',
        rootDir: 'src',
        outDir: 'dist',
        declaration: true,
        skipLibCheck: true,
        types: ['node'],
      },
      include: ['src'],
    }),
    'src/index.ts': `import { createClient, getPet as fetchPet, listOwners } from './clients/pets/operations.js'

const client = createClient({ baseUrl: process.argv[2] ?? '' })
const pets = await Promise.all(['1'].map((id) => fetchPet(client, id)))
const again = await fetchPet(client, '2')
console.log(again.nickname, pets.length, (await listOwners(client)).length)
`,
  },
}

/** npm workspaces: one package holds the client, another uses it by name. */
const monorepo: OwnProject = {
  out: 'libs/api/src/generated',
  compiled: ['libs/api/tsconfig.json', 'apps/web/tsconfig.json'],
  calls: ['apps/web/src/index.ts:5:33'],
  broken: 'apps/web/src/index.ts(6,29)',
  files: {
    'package.json': json({ name: 'acme', private: true, workspaces: ['libs/*', 'apps/*'] }),
    'tsconfig.base.json': json({
      compilerOptions: {
        ...strict,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        skipLibCheck: true,
        module: 'preserve',
        noEmit: true,
        types: [],
      },
    }),
    'libs/api/package.json': json({
      name: '@acme/api',
      version: '1.0.0',
      type: 'module',
      exports: './src/index.ts',
    }),
    'libs/api/tsconfig.json': json({ extends: '../../tsconfig.base.json', include: ['src'] }),
    'libs/api/src/index.ts': "export { type PetsApi, PetsApi as Client } from './generated/index.js'\n",
    'apps/web/package.json': json({ name: '@acme/web', type: 'module', dependencies: { '@acme/api': '*' } }),
    'apps/web/tsconfig.json': json({ extends: '../../tsconfig.base.json', include: ['src'] }),
    'apps/web/src/index.ts': `import { Client } from '@acme/api'

export async function show(baseUrl: string): Promise<string> {
  const client = new Client({ baseUrl })
  const pet = await client.pets.get('1')
  return \`\${pet.name} \${pet.nickname}\`
}
`,
  },
}

export const ownProjects: Readonly<Record<string, OwnProject>> = {
  'a Vite app': viteApp,
  'a Node service': nodeService,
  'a monorepo with npm workspaces': monorepo,
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
