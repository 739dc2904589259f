import { expect, it } from 'vitest'
import { checkPackageExports } from '../../src/project/package-exports.ts'
import { workshopAt } from '../../src/project/workshop.ts'

const paths = new Set(['src/index.ts', 'src/bin.ts'])

function problemsOf(name: string, bin: unknown): string[] {
  const text = JSON.stringify({ name, bin, exports: { '.': './dist/index.js' } })
  return checkPackageExports(workshopAt('/nowhere'), name, paths, text)
}

it.each([
  ['pets-api', { 'pets-api': './dist/bin.js' }],
  ['@acme/pets', { pets: './dist/bin.js', other: './other.js' }],
])('takes the program of %s', (name, bin) => {
  expect(problemsOf(name, bin)).toEqual([])
})

it.each([undefined, './dist/bin.js', { 'pets-api': './bin.js' }, { other: './dist/bin.js' }])(
  'misses the program of a package whose bin is %j',
  (bin) => {
    expect(problemsOf('pets-api', bin)).toEqual([
      'packages/clients/pets-api/package.json: "bin" must have "pets-api": "./dist/bin.js" (src/bin.ts).',
    ])
  },
)
