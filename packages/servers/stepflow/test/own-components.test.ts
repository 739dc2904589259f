import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContract, createTestClient, startProgram } from '@driftless/server-kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createStepflowApi } from '../src/api/app.ts'
import { callComponent } from '../src/engine/call-component.ts'
import { ResultBudget } from '../src/engine/result-budget.ts'
import {
  type Component,
  type ComponentContext,
  ComponentError,
  createStepflowServer,
  defineComponent,
} from '../src/index.ts'
import { loadComponents } from '../src/load-components.ts'
import { runFlow, succeeded } from './support/calls.ts'
import { programDatabase } from './support/database.ts'
import { getJson } from './support/runs.ts'

const fileAt = (url: string) => fileURLToPath(new URL(url, import.meta.url))
const MAIN = fileAt('../src/main.ts')
const EXAMPLE = fileAt('../../../../examples/stepflow/components.mjs')
const TYPESCRIPT = fileAt('./support/own-components.ts')
const contract = createContract(createStepflowApi({} as never).openApiDocument(), '/api/v1', 'ErrorResponse')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftless-components-'))
})
afterAll(() => rm(folder, { recursive: true }))

let modules = 0
/** A module with this text. */
async function moduleOf(text: string): Promise<string> {
  const file = path.join(folder, `module-${++modules}.mjs`)
  await writeFile(file, text)
  return file
}

/** A module that exports what the text, a function of the toolkit, gives. */
const made = (body: string) => moduleOf(`export default ({ defineComponent, z }) => (${body})`)
const component = (members = '') =>
  `defineComponent({ path: '/a/b', description: 'd', input: z.unknown(), output: z.unknown(), run: async () => 1, ${members} })`

test('a server runs and lists the components of its modules', async () => {
  const database = await programDatabase()
  const modules = [EXAMPLE, path.relative(process.cwd(), TYPESCRIPT)].flatMap((file) => [
    '--components',
    file,
  ])
  const program = await startProgram(
    MAIN,
    ['--port', '0', ...modules, ...database.args],
    database.environment,
  )
  try {
    const client = createTestClient(`http://127.0.0.1:${program.port}/api/v1`, contract)
    const { components } = await getJson<{ components: object[] }>(client, '/components')
    expect(components).toContainEqual({
      component: '/shop/price',
      description: 'Tells the price of an article.',
      input_schema: expect.objectContaining({ required: ['article'] }),
      output_schema: expect.objectContaining({ required: ['cents'] }),
    })
    const flow = {
      steps: [
        { id: 'price', component: '/shop/price', input: { article: 'tea' } },
        {
          id: 'none',
          component: '/shop/price',
          input: { article: 'gold' },
          onError: { action: 'useDefault' },
        },
        { id: 'later', component: '/shop/pause', input: { ms: 1, value: { $step: 'price' } } },
        { id: 'loud', component: '/own/shout', input: 'hey' },
      ],
      output: [{ $step: 'later' }, { $step: 'none' }, { $step: 'loud' }],
    }
    expect((await runFlow(client, flow)).result).toEqual(succeeded([{ cents: 350 }, null, 'HEY']))
  } finally {
    await program.stop()
    await database.remove()
  }
})

describe('loading', () => {
  test('takes a component, a list, and functions that give one of both, now or later', async () => {
    const files = [
      await made(component()),
      await moduleOf(
        'export default async ({ defineComponent, z }) => [defineComponent({ path: "/c", description: "", input: z.string(), output: z.string(), run: async () => "" })]',
      ),
      await moduleOf('export default []'),
      TYPESCRIPT,
    ]
    expect((await loadComponents(files)).map((each) => each.path)).toEqual(['/a/b', '/c', '/own/shout'])
    expect(await loadComponents([])).toEqual([])
  })

  test.each([
    ['nothing', 'export const other = 1', /its default export is undefined; it must be a component, a list/],
    ['a text', 'export default "x"', /its default export is a value of type string; it must be/],
    [
      'a function that gives nothing',
      'export default () => {}',
      /the function it exports gave undefined; it/,
    ],
    ['a list with holes', 'export default [null]', /its default export is a list; it must be/],
    ['a syntax error', 'export default {', /the module failed while it was loaded: \S/],
    ['a module that throws', 'throw new Error("no key")', /failed while it was loaded: no key$/],
    [
      'a function that throws',
      'export default () => { throw new Error("no key") }',
      /function it exports failed: no key$/,
    ],
    ['no path', 'export default { description: "x" }', /a component needs a path, got undefined$/],
  ])('refuses %s, and names the file', async (_, text, message) => {
    const file = await moduleOf(text)
    const error = await loadComponents([file]).catch((thrown: unknown) => thrown)
    expect(String(error)).toMatch(message)
    expect(String(error)).toContain(`--components ${file}: `)
  })

  test.each([
    ["path: 'a/b'", /component "a\/b": the path must start with "\/"/],
    ["path: '/'", /component "\/": the path must start with "\/" and go on/],
    ["path: '/builtin/mine'", /paths under \/builtin belong to the server/],
    ["path: '/builtin'", /paths under \/builtin belong to the server/],
    ["path: '/map'", /the path is the short name of \/builtin\/map; choose another/],
    ['description: 7', /component \/a\/b: description must be a text, got a value of type number/],
    ['run: null', /component \/a\/b: run must be a function, got null/],
    ["repeatable: 'yes'", /component \/a\/b: repeatable must be true or false/],
    [
      "input: { type: 'string' }",
      /component \/a\/b: input must be a schema of zod 4, got a value of type object/,
    ],
    ['output: undefined', /component \/a\/b: output must be a schema of zod 4, got undefined/],
    ['input: z.date()', /component \/a\/b: input cannot be written as JSON Schema/],
  ])('refuses a component with %s', async (members, message) => {
    await expect(loadComponents([await made(component(members))])).rejects.toThrow(message)
  })

  test('takes the module that the README shows', async () => {
    const readme = await readFile(fileAt('../README.md'), 'utf8')
    const file = await moduleOf(/```js\n(.*?)```/s.exec(readme)?.[1] ?? '')
    expect((await loadComponents([file])).map((each) => each.path)).toEqual(['/shop/price'])
  })

  test('a path like one under /builtin is free', async () => {
    const file = await made(component("path: '/builtins/mine'"))
    expect((await loadComponents([file])).map((each) => each.path)).toEqual(['/builtins/mine'])
  })

  test('refuses a file that is missing, a folder, and one path twice', async () => {
    const one = await made(component())
    const two = await made(`[${component()}]`)
    const both = await made(`[${component()}, ${component()}]`)
    const none = path.join(folder, 'none.mjs')
    await expect(loadComponents([none])).rejects.toThrow(`--components ${none}: there is no file ${none}`)
    await expect(loadComponents([folder])).rejects.toThrow(`--components ${folder}: ${folder} is not a file`)
    await expect(loadComponents([one, two])).rejects.toThrow(
      `--components ${two}: component /a/b: ${one} has one with this path, too`,
    )
    await expect(loadComponents([both])).rejects.toThrow('the file has one with this path, too')
  })

  test('a server made by hand refuses one path twice', async () => {
    const [one] = await loadComponents([TYPESCRIPT])
    const again = { ...(one as Component) }
    expect(() => createStepflowServer({ components: [one as Component, again] })).toThrow(
      'Two components have the path /own/shout',
    )
  })
})

describe('what a component may return and throw', () => {
  const call = (run: () => unknown) => {
    const made = defineComponent({
      path: '/a',
      description: '',
      input: z.unknown(),
      output: z.unknown(),
      run: run as () => Promise<unknown>,
    })
    const context = { signal: new AbortController().signal } as ComponentContext
    return callComponent('x', made, null, context, new ResultBudget())
  }
  const failed = (message: string) => ({
    mayPass: true,
    failed: {
      code: 500,
      message: 'step "x" failed',
      data: { stack: [expect.anything(), { error: message }] },
    },
  })
  const shared = { b: 1 }
  const sparse: unknown[] = []
  sparse[1] = 1

  test.each<[string, unknown, unknown]>([
    ['a value that is no promise', 7, 7],
    ['nothing', undefined, null],
    ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
    ['members that are undefined', { a: undefined, b: [undefined] }, { b: [null] }],
    ['numbers that are none', [Number.NaN, Number.POSITIVE_INFINITY], [null, null]],
    ['a map', { map: new Map([[1, 2]]) }, { map: {} }],
    ['a function', () => 1, null],
    ['a sparse list', sparse, [null, 1]],
    ['its own way to be written', { toJSON: () => 'written' }, 'written'],
    ['one object twice', [shared, shared], [{ b: 1 }, { b: 1 }]],
  ])('%s becomes JSON at once', async (_, output, expected) => {
    const outcome = await call(() => output)
    expect(outcome).toStrictEqual({ done: succeeded(expected) })
  })

  test('JSON is not copied', async () => {
    const output = { a: [1, 'x', null, { b: true }], n: Object.create(null) as object }
    expect(((await call(async () => output)) as { done: { result: unknown } }).done.result).toBe(output)
  })

  test('a value that JSON cannot hold is a failure', async () => {
    expect(await call(async () => ({ big: 1n }))).toEqual(
      failed('The component returned what is no JSON: Do not know how to serialize a BigInt'),
    )
  })

  test('an object that holds itself is too large', async () => {
    const ring: Record<string, unknown> = {}
    ring.ring = ring
    expect(await call(async () => ring)).toMatchObject({ done: { outcome: 'failed', error: { code: 500 } } })
  })

  test.each<[string, unknown, unknown]>([
    ['an error', new Error('broken'), failed('broken')],
    ['a text', 'just text', failed('just text')],
    [
      'a code of its own',
      new ComponentError(418, 'short', { and: 'stout' }),
      { mayPass: true, failed: { code: 418, message: 'short', data: { and: 'stout' } } },
    ],
    [
      'a code that is none',
      new ComponentError(1.5, 'odd'),
      { mayPass: true, failed: { code: 500, message: 'odd' } },
    ],
    [
      'data that is no JSON',
      new ComponentError(1, 'odd', { at: new Date(0), big: 1n }),
      { mayPass: true, failed: { code: 1, message: 'odd' } },
    ],
  ])('%s, thrown at once or later, is a failure', async (_, thrown, expected) => {
    const now = () => {
      throw thrown
    }
    expect(await call(now)).toEqual(expected)
    expect(await call(() => Promise.reject(thrown))).toEqual(expected)
  })
})
