import { expect, it } from 'vitest'
import { workspacePackages } from '../../src/project/workspace-packages.ts'
import { makeWorkshop, write } from './support/workshop.ts'

const named = (name: string) => JSON.stringify({ name })

it('finds the packages where pnpm-workspace.yaml says', async () => {
  const workshop = makeWorkshop()
  write(workshop.root, {
    'pnpm-workspace.yaml': "packages:\n  - libs/**\n  - tools/\n  - '!libs/old'\n",
    'package.json': named('root'),
    'libs/a/package.json': named('a'),
    'libs/a/deep/package.json': named('deep'),
    'libs/a/node_modules/b/package.json': named('b'),
    'libs/old/package.json': named('old'),
    'packages/core/c/package.json': named('c'),
    'tools/package.json': named('tools'),
  })
  const found = await workspacePackages(workshop)
  expect(found.map(({ folder, manifest }) => [folder, manifest.name])).toEqual([
    ['libs/a/deep', 'deep'],
    ['libs/a', 'a'],
    ['.', 'root'],
    ['tools', 'tools'],
  ])
})

it.each([
  ['package.json', '[]', 'package.json must hold an object.'],
  ['packages/core/a/package.json', '{', 'packages/core/a/package.json is not valid JSON'],
  ['pnpm-workspace.yaml', 'packages: [', 'pnpm-workspace.yaml is not valid YAML'],
])('says that %s cannot be read', async (path, text, message) => {
  const workshop = makeWorkshop()
  write(workshop.root, { [path]: text })
  await expect(workspacePackages(workshop)).rejects.toThrow(message)
})
