import { rm } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { currentRelease } from '../../src/diff/release/index.ts'
import { packageRelease } from '../../src/diff/release/package-release.ts'
import type { Release } from '../../src/diff/types.ts'
import { generatePackages } from '../../src/generate.ts'
import { findWorkshop } from '../../src/project/workshop.ts'
import { type CompilerError, makeFolder, typeCheck } from '../golden/support/compile.ts'
import { goldenInputs } from '../golden/support/golden.ts'

/** The usage files of all golden specs and of the clients of this repository, type-checked in one run. */
interface Checked {
  readonly releases: ReadonlyMap<string, Release>
  readonly errors: readonly CompilerError[]
}

const shipped = ['openspawn', 'stepflow']

async function checkAll(): Promise<Checked> {
  const releases = new Map<string, Release>()
  const files = new Map<string, string>([['package.json', '{ "type": "module" }']])
  const inputs = [...(await goldenInputs()).values()]
  const generated = await generatePackages(inputs)
  for (const [index, { document, config }] of inputs.entries()) {
    const { name, package: packageName, client } = config
    const texts = generated[index]?.files ?? new Map<string, string>()
    const facts = { document: document.json, documentFile: document.file, version: '1.0.0' }
    const release = await packageRelease(texts, { api: name, package: packageName, client, ...facts })
    releases.set(name, release)
    for (const [path, text] of texts) if (path.startsWith('src/')) files.set(`${name}/${path}`, text)
    files.set(`${name}/usage.ts`, besideSources(release))
  }
  const workshop = findWorkshop(import.meta.dirname)
  for (const api of shipped) {
    const release = await currentRelease(workshop, api)
    releases.set(api, release)
    files.set(`shipped/${api}.ts`, release.usage)
  }
  const folder = await makeFolder(files)
  try {
    return { releases, errors: await typeCheck(folder) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The golden packages are not installed: their usage files import the sources beside them. */
function besideSources({ usage, package: name }: Release): string {
  return usage
    .replaceAll(`from '${name}'`, "from './src/index.js'")
    .replaceAll(`from '${name}/`, "from './src/")
    .replace(/from '(\.\/src\/[a-z]+)'/g, "from '$1.js'")
}

describe('usage files', () => {
  let checked: Checked | undefined
  const usageOf = (name: string): string => checked?.releases.get(name)?.usage ?? ''

  beforeAll(async () => {
    checked = await checkAll()
  })

  test('compile against the package of their release under all strict flags', () => {
    expect(checked?.errors).toEqual([])
    expect(checked?.releases.size).toBeGreaterThan(20)
  })

  test('call every operation in both forms', () => {
    for (const { usage, operations } of checked?.releases.values() ?? []) {
      for (const { name, resource, method } of operations) {
        expect(usage).toContain(`\n// ${resource}.${method}\n`)
        expect(usage).toMatch(new RegExp(`operations\\.${name.replace('$', '\\$')}\\(api`))
      }
    }
  })

  test('give every option, every property of a body, and read every property of a result', () => {
    const usage = usageOf('openspawn')
    for (const name of ['signal', 'attemptTimeoutMs', 'deadlineMs', 'maxRetries', 'idempotencyKey']) {
      expect(usage).toContain(`    ${name}: given<`)
    }
    expect(usage).toContain('priority: given<"urgent" | "high" | "normal" | "low">(),')
    expect(usage).toContain('read<null | string>(value.assigneeId)')
    expect(usage).toContain('read<boolean>(value.status === "done")')
    expect(usage).toContain('main.isError(error, client.tasks.transition, 404)')
    expect(usage).toContain('  main.TaskStatus.InProgress,\n')
    expect(usage.match(/new main\.BikiniBottomClient\(/g)).toHaveLength(3)
  })

  test('read pages item by item and streams event by event', () => {
    expect(usageOf('openspawn')).toContain('for (const element of page.items) {')
    expect(usageOf('stepflow')).toContain('for await (const event of client.runs.streamEvents(')
  })

  test('give parameters of every place', () => {
    const usage = usageOf('parameters')
    expect(usage).toContain('query: make_')
    expect(usage).toContain('headers: make_')
    expect(usage).toContain('cookies: make_')
  })
})
