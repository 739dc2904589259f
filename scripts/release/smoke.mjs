// Uses an installed package as its users would, on whatever Node this is: node smoke.mjs PACKAGE
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { callOperation } from './smoke-call.mjs'

const [name = ''] = process.argv.slice(2)
const folder = join(import.meta.dirname, 'node_modules', name)
const manifest = readJson('package.json')

for (const subpath of Object.keys(manifest.exports)) {
  const specifier = name + subpath.slice(1)
  if (subpath.includes('*')) continue
  if (subpath.endsWith('.json')) {
    JSON.parse(readFileSync(new URL(import.meta.resolve(specifier)), 'utf8'))
    continue
  }
  const names = Object.keys(await import(specifier))
  // A module of types alone has none, and must load all the same.
  if (names.length === 0 && !subpath.endsWith('/types')) throw new Error(`${specifier} exports nothing`)
}

for (const file of Object.values(manifest.bin ?? {})) {
  execFileSync(process.execPath, [join(folder, file), '--help'], { stdio: ['ignore', 'ignore', 'inherit'] })
}

if (manifest.exports['./operations'] !== undefined) await callOnce()
console.log(`${name} ${manifest.version} on Node ${process.versions.node}`)

async function callOnce() {
  const seen = []
  const server = createServer((request, response) => {
    seen.push(request.url)
    response.writeHead(418, { 'content-type': 'application/json' }).end('{"message":"short and stout"}')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const operations = await import(`${name}/operations`)
    const baseUrl = `http://127.0.0.1:${server.address().port}`
    const called = await callOperation(
      operations,
      readJson('operations.json'),
      readJson('spec.json'),
      baseUrl,
    )
    const expected = called === undefined ? 0 : 1
    if (seen.length !== expected) throw new Error(`the server saw ${seen.length} requests, not ${expected}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(join(folder, file), 'utf8'))
}
