import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { temporaryFolder, write } from './support/workshop.ts'

const module = new URL('../../src/project/load-generator.ts', import.meta.url).href
const packageFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Imports a package that lies beside a TypeScript 7, as npm lays it out in a project that uses that; prints both. */
function versionsSeen(name: string): string {
  const root = temporaryFolder()
  write(root, {
    'node_modules/typescript/package.json': '{"name":"typescript","version":"7.0.2","main":"index.js"}',
    'node_modules/typescript/index.js': "module.exports = { version: '7.0.2' }",
    [`node_modules/${name}/index.mjs`]: "export { default } from 'typescript'",
    'app.mjs': "export { default } from 'typescript'",
  })
  const url = (path: string) => JSON.stringify(pathToFileURL(join(root, path)).href)
  const script = `
    const { withOwnTypeScript } = await import(${JSON.stringify(module)})
    const inside = await withOwnTypeScript(() => import(${url(`node_modules/${name}/index.mjs`)}))
    const outside = await import(${url('app.mjs')})
    console.log(inside.default.version, outside.default.version)`
  const options = ['--conditions=@driftless/source', '--input-type=module', '-e', script]
  const { stdout, stderr } = spawnSync(process.execPath, options, { cwd: packageFolder, encoding: 'utf8' })
  return stderr + stdout.trim()
}

it('gives hey-api the TypeScript of this package, whichever the project has', () => {
  expect(versionsSeen('@hey-api/openapi-ts')).toMatch(/^5\.\d+\.\d+ 7\.0\.2$/)
})

it('changes nothing for others', () => {
  expect(versionsSeen('other')).toBe('7.0.2 7.0.2')
})
