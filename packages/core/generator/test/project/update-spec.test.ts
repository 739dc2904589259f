import { existsSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { updateTable } from '../../src/cli/results.ts'
import { generateProject } from '../../src/project/generate-project.ts'
import type { ServerLimits } from '../../src/project/server.ts'
import { checkSpecs, type UpdateSpecOptions, updateSpecs } from '../../src/project/update-specs.ts'
import type { Workshop } from '../../src/project/workshop.ts'
import { fakePipeline } from './support/pipeline.ts'
import { contents, fingerprints } from './support/snapshot.ts'
import { apiFiles, makeWorkshop, spec, write } from './support/workshop.ts'

const serverFile = fileURLToPath(new URL('./support/server.ts', import.meta.url))
const stored = spec(['/cats', '/dogs'])
const limits: ServerLimits = { startMs: 20_000, probeMs: 200, stopMs: 300 }

function withServer(mode: string, served: string, api: string = 'pets'): Workshop {
  const workshop = makeWorkshop([api], stored)
  addServer(workshop, api, mode, served)
  return workshop
}

function addServer(workshop: Workshop, api: string, mode: string, served: string): void {
  const specFile = join(workshop.root, `served-by-${api}`)
  const command = JSON.stringify([serverFile, mode, specFile])
  const server = `server: { command: ${command}, specPath: '/openapi.json', healthPath: '/health' }`
  write(workshop.root, { ...apiFiles(api, stored, server), [`served-by-${api}`]: served })
}

/** What the server wrote down about itself. */
function started(
  workshop: Workshop,
  api: string = 'pets',
): { pid: number; port: number; other?: number; args: string } {
  return JSON.parse(readFileSync(join(workshop.root, `served-by-${api}.started`), 'utf8'))
}

/** One that has ended, but that nobody has asked after, as happens in containers, is not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !(existsSync('/proc/self') && / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')))
  } catch {
    return false
  }
}

function update(workshop: Workshop, more: Partial<UpdateSpecOptions> = {}) {
  const options = { apis: ['pets'], pipeline: fakePipeline(), limits, environment: {} }
  return updateSpecs(workshop, { ...options, ...more })
}

function storedSpec(workshop: Workshop, api: string = 'pets'): string {
  return readFileSync(join(workshop.root, `schemas/${api}/openapi.json`), 'utf8')
}

/** Waits until a condition holds; bounded only by the test's own limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('update-spec', () => {
  it('starts the server on a free port, stores its document, and stops it', async () => {
    const served = spec(['/cats', '/dogs', '/fish'], '1.1.0')
    const workshop = withServer('ok', served)
    const { updates } = await update(workshop)
    expect(storedSpec(workshop)).toBe(served)
    expect(started(workshop).args).toBe('--port 0')
    expect(isAlive(started(workshop).pid)).toBe(false)
    expect(updateTable(updates)).toMatch(/^api +version +spec\npets +1\.1\.0 +changed \(\+\d+ -\d+ lines\)$/)
  })

  it('does not care which ports others hold', async () => {
    const blocker = createServer().listen(17_837, '127.0.0.1')
    // Somebody else who holds it does as well.
    blocker.on('error', () => {})
    const workshop = withServer('ok', stored)
    await update(workshop)
    blocker.close()
    expect(started(workshop).port).not.toBe(17_837)
  })

  it('says `in step` and touches nothing where nothing changed', async () => {
    const workshop = withServer('ok', stored)
    const before = fingerprints(join(workshop.root, 'schemas'))
    const { updates } = await update(workshop)
    expect(updateTable(updates)).toBe('in step: pets')
    expect(fingerprints(join(workshop.root, 'schemas'))).toEqual(before)
  })

  it('with --generate changes spec, lock and package in one swap', async () => {
    const workshop = withServer('ok', spec(['/fish'], '2.0.0'))
    await generateProject(workshop, { apis: ['pets'], pipeline: fakePipeline() })
    const { updates } = await update(workshop, { generate: true })
    expect(updateTable(updates)).toMatch(/^pets +2\.0\.0 +changed .* files: 3 changed, 1 added, 2 removed$/m)
    const again = await update(workshop, { generate: true })
    expect(updateTable(again.updates)).toBe('in step: pets')
  })

  it.each([
    ['saying nothing', 'dies-starting', ''],
    ['talking', 'dies-starting-after-talking', 'opening the database'],
    ['telling its port', 'dies-starting-after-its-port', '{"port":1}'],
  ])(
    'notices at once that the server died after %s, and prints the end of its log',
    async (_what, mode, line) => {
      const work = update(withServer(mode, stored), { limits: { ...limits, startMs: 600_000 } })
      await expect(work).rejects.toThrow(
        /ended with exit code 3 before its work was done\. The end of its output:/,
      )
      await expect(work).rejects.toThrow(/ {2}Error: the database is locked/)
      await expect(work).rejects.toThrow(line)
    },
  )

  it('notices that the server died while the document was fetched', async () => {
    const work = update(withServer('dies-later', stored))
    await expect(work).rejects.toThrow(/exit code 4[\s\S]*out of memory/)
  })

  it.each([
    ['silent', { startMs: 300 }, /printed no {"port":N} within 300 ms\. It printed nothing/],
    [
      'unhealthy-then-silent',
      { startMs: 5_000, probeMs: 6_000 },
      /did not answer 200 at \/health \(last: 503\) within 5000 ms/,
    ],
    ['wrong-line', {}, /printed "Listening!" first, not {"port":N}/],
  ])('gives up on a server that is %s', async (mode, special, message) => {
    const workshop = withServer(mode, stored)
    const before = contents(join(workshop.root, 'schemas'))
    await expect(update(workshop, { limits: { ...limits, ...special } })).rejects.toThrow(message)
    expect(contents(join(workshop.root, 'schemas'))).toEqual(before)
  })

  it('gives up on one probe, not on the server', async () => {
    const workshop = withServer('hangs-once', stored)
    expect(updateTable((await update(workshop)).updates)).toBe('in step: pets')
  })

  it('reads all that the server prints, so that it never blocks', async () => {
    const workshop = withServer('chatty', stored)
    expect(updateTable((await update(workshop)).updates)).toBe('in step: pets')
  })

  it('kills a server that does not end when asked', async () => {
    const workshop = withServer('ignores-sigterm', stored)
    await update(workshop)
    expect(isAlive(started(workshop).pid)).toBe(false)
  })

  it('leaves no process behind that the server started', async () => {
    const workshop = withServer('grandchild', stored)
    await update(workshop)
    const { other = 0 } = started(workshop)
    expect(other).toBeGreaterThan(0)
    await until(() => !isAlive(other))
  })

  it('stops the server and stores nothing where it is interrupted', async () => {
    const workshop = withServer('unhealthy', spec(['/fish']))
    const controller = new AbortController()
    const work = update(workshop, { signal: controller.signal })
    work.catch(() => {})
    await until(() => `served-by-pets.started` in contents(workshop.root))
    controller.abort()
    await expect(work).rejects.toThrow()
    expect(isAlive(started(workshop).pid)).toBe(false)
    expect(storedSpec(workshop)).toBe(stored)
    expect(contents(workshop.root)['.driftless']).toBeUndefined()
  })

  it('refuses a document that is not what it should be, and stores nothing', async () => {
    const workshop = withServer('ok', '<html>502 Bad Gateway</html>')
    await expect(update(workshop)).rejects.toThrow(/JSON/)
    expect(storedSpec(workshop)).toBe(stored)
  })

  it('refuses a document in which the port stands', async () => {
    const workshop = withServer('ok', spec(['/cats'], 'served on http://localhost:PORT'))
    await expect(update(workshop)).rejects.toThrow(/the port it was started on stands in the document/)
    expect(storedSpec(workshop)).toBe(stored)
  })

  it('is all or nothing over several APIs, and names each that failed', async () => {
    const workshop = withServer('ok', spec(['/fish']))
    addServer(workshop, 'birds', 'dies-starting', stored)
    addServer(workshop, 'worms', 'dies-starting', stored)
    const before = contents(join(workshop.root, 'schemas'))
    const work = update(workshop, { apis: ['birds', 'pets', 'worms'] })
    await expect(work).rejects.toThrow(/served-by-birds[\s\S]*served-by-worms/)
    expect(contents(join(workshop.root, 'schemas'))).toEqual(before)
  })

  it.each(['--url', 'PETS_URL'])('asks a server that runs already, named by %s', async (by) => {
    const workshop = withServer('dies-starting', stored)
    const served = spec(['/fish'])
    const running = createHttpServer((request, response) => {
      response
        .writeHead(request.url === '/openapi.json' ? 200 : 404, { 'content-type': 'application/json' })
        .end(served)
    })
    await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(running.address() as AddressInfo).port}`
    await update(workshop, by === '--url' ? { url } : { environment: { PETS_URL: url } })
    running.closeAllConnections()
    running.close()
    expect(storedSpec(workshop)).toBe(served)
  })

  it('asks the server that the config names where it runs elsewhere', async () => {
    const served = spec(['/cats'])
    const asked: string[] = []
    const running = createHttpServer((request, response) => {
      asked.push(`${request.url} ${request.headers['x-key']}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end(served)
    })
    await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(running.address() as AddressInfo).port}/docs?as=json`
    const workshop = makeWorkshop()
    const server = `server: { url: '${url}', headers: { 'X-Key': '\${PETS_KEY}' } }`
    write(workshop.root, apiFiles('pets', stored, server))
    await update(workshop, { environment: { PETS_KEY: 'k' } })
    running.closeAllConnections()
    running.close()
    expect(asked).toEqual(['/docs?as=json k'])
    expect(storedSpec(workshop)).toBe(served)
  })

  it('names the API, and what names its server, where that does not answer', async () => {
    const environment = { PETS_URL: 'http://127.0.0.1:1/openapi.json' }
    const work = update(makeWorkshop(['pets'], stored), { environment })
    await expect(work).rejects.toThrow(
      /^pets \(by PETS_URL\): http:\/\/127\.0\.0\.1:1\/openapi\.json cannot be fetched: /,
    )
  })

  it.each(['--url', 'PETS_URL'])('names %s where what it says is no URL', async (by) => {
    const given = by === '--url' ? { url: 'localhost:80' } : { environment: { PETS_URL: 'localhost:80' } }
    const work = update(withServer('ok', stored), given)
    await expect(work).rejects.toThrow(`${by}: "localhost:80" is not a URL that starts with http`)
  })

  it('says what to do where the config names no server', async () => {
    const work = update(makeWorkshop())
    await expect(work).rejects.toThrow(/names no server; use --url or PETS_URL/)
  })
})

describe('update-spec --check', () => {
  it('finds a server that moved, and writes nothing', async () => {
    const workshop = withServer('ok', spec(['/cats']))
    const schemas = join(workshop.root, 'schemas')
    const before = fingerprints(schemas)
    const [found] = await checkSpecs(workshop, {
      apis: ['pets'],
      pipeline: fakePipeline(),
      limits,
      environment: {},
    })
    expect(found?.drifts).toMatchObject([
      { path: 'schemas/pets/openapi.json', kind: 'changed', cause: 'out of date' },
    ])
    expect(fingerprints(schemas)).toEqual(before)
    expect(contents(workshop.root)['.driftless']).toBeUndefined()
  })

  it('is content with a server that did not', async () => {
    const workshop = withServer('ok', stored)
    const [found] = await checkSpecs(workshop, {
      apis: ['pets'],
      pipeline: fakePipeline(),
      limits,
      environment: {},
    })
    expect(found?.drifts).toEqual([])
  })
})
