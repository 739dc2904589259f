/** Whoever does not test pays nothing for what tests need. */
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const resolveDir = join(import.meta.dirname, '../../../../..')

async function inputsOf(contents: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@driftless/source'],
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  return Object.keys(metafile.inputs)
}

const isForTests = (input: string) =>
  /core\/testing|\/testing(?:-schemas)?\.ts$|node_modules\/.*msw/.test(input)

test.each(['stepflow-api', 'openspawn'])(
  'a bundle of %s holds nothing of its entry testing',
  async (name) => {
    const entries = [name, `${name}/operations`, `${name}/types`]
    const inputs = await inputsOf(entries.map((entry) => `export * from '${entry}'`).join('\n'))
    expect(inputs.length).toBeGreaterThan(10)
    expect(inputs.filter(isForTests)).toEqual([])
    expect((await inputsOf(`export * from '${name}/testing'`)).filter(isForTests)).not.toEqual([])
  },
)
