/** Uses packages in Chromium, through a bundler, as an app's users would. */
import { existsSync } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { bundle } from './bundle.ts'
import type { InstalledPackage } from './install.ts'

/** Where Debian, its relatives and GitHub's machines have it. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * The Chromium of this machine; `CHROMIUM_PATH` names another one.
 *
 * @throws an error that says how to install it
 */
export function findChromium(): string {
  const given = process.env.CHROMIUM_PATH
  const found = given === undefined ? places.find((place) => existsSync(place)) : given
  if (found !== undefined && existsSync(found)) return found
  throw new Error(
    `There is no Chromium at ${given ?? places.join(', ')}. Install it (\`apt-get install chromium\`), ` +
      'name it in CHROMIUM_PATH, or leave the browser out with --no-browser.',
  )
}

/**
 * Bundles what can run in browsers, runs it in a page, and calls an operation of each client from there.
 *
 * @returns what failed; empty where all is well
 */
export async function tryInBrowser(
  installed: readonly InstalledPackage[],
  print: (line: string) => void,
): Promise<string[]> {
  const programs = new Map<string, string>()
  const failures: string[] = []
  for (const package_ of installed) {
    if (!isForBrowsers(package_)) {
      print(`-       ${package_.name} is not for browsers`)
      continue
    }
    try {
      programs.set(package_.name, await bundle(await programOf(package_), package_.folder))
    } catch (error) {
      failures.push(
        `${package_.name} cannot be bundled for browsers: ${error instanceof Error ? error.message : error}`,
      )
    }
  }
  return [...failures, ...(await runPages(programs, print))]
}

/** Clients and what they import promise it; what stands on them may need Node. */
function isForBrowsers({ name, manifest }: InstalledPackage): boolean {
  return name === '@driftless/runtime' || manifest.exports['./operations'] !== undefined
}

async function programOf({ name, folder, manifest }: InstalledPackage): Promise<string> {
  const subpaths = Object.keys(manifest.exports).filter(
    // What helps tests runs where tests run.
    (subpath) => !subpath.endsWith('.json') && !subpath.includes('*') && subpath !== './testing',
  )
  const imports = subpaths.map(
    (subpath, index) => `import * as part${index} from '${name}${subpath.slice(1)}'`,
  )
  const counts = subpaths.map((_, index) => `Object.keys(part${index}).length`)
  const start = [...imports, `globalThis.exportCount = ${counts.join(' + ')}`]
  if (manifest.exports['./operations'] === undefined) return start.join('\n')
  await copyFile(join(import.meta.dirname, 'smoke-call.mjs'), join(folder, 'smoke-call.mjs'))
  const [operations, spec] = await Promise.all(
    ['operations.json', 'spec.json'].map((file) =>
      readFile(join(folder, 'node_modules', name, file), 'utf8'),
    ),
  )
  return [
    "import { callOperation } from './smoke-call.mjs'",
    `import * as operations from '${name}/operations'`,
    ...start,
    `await callOperation(operations, ${operations}, ${spec}, location.origin + '/api')`,
  ].join('\n')
}

async function runPages(
  programs: ReadonlyMap<string, string>,
  print: (line: string) => void,
): Promise<string[]> {
  await using site = await serve(programs)
  // Containers have no user that Chromium's own sandbox could drop to.
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] })
  const failures: string[] = []
  try {
    for (const name of programs.keys()) {
      const page = await browser.newPage()
      try {
        await page.goto(`${site.origin}/pages/${encodeURIComponent(name)}`)
        const count = await page.evaluate(
          `import('/programs/${encodeURIComponent(name)}').then(() => exportCount)`,
        )
        if (typeof count !== 'number' || count === 0) throw new Error('exports nothing')
        print(`ok      ${name} in Chromium ${browser.version()}`)
      } catch (error) {
        print(`failed  ${name} in Chromium`)
        failures.push(`${name} in Chromium: ${error instanceof Error ? error.message : error}`)
      }
      await page.close()
    }
  } finally {
    await browser.close()
  }
  return failures
}

/** Pages, their programs, and an API that answers everything with 418. */
async function serve(
  programs: ReadonlyMap<string, string>,
): Promise<AsyncDisposable & { readonly origin: string }> {
  const server = createServer((request, response) => {
    const [kind, name] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split(/\/(.*)/)
    const program = programs.get(name ?? '')
    if (kind === 'pages')
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Trial</title>')
    else if (kind === 'programs' && program)
      response.setHeader('content-type', 'text/javascript').end(program)
    else response.writeHead(418, { 'content-type': 'application/json' }).end('{"message":"short and stout"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
