import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Ratio } from './measure.ts'
import { root } from './measure.ts'

/** Size of one operation with all of its runtime: bundled alone, minified, gzipped. */
export async function bundledBytes(operation: string): Promise<number> {
  const result = await build({
    stdin: {
      contents: `import { createClient, ${operation} } from 'stepflow-api/operations'
export const call = (...args) => ${operation}(createClient({ baseUrl: '/api' }), ...args)`,
      resolveDir: `${root}/bench`,
      loader: 'js',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@driftless/source'],
    write: false,
    legalComments: 'none',
  })
  return gzipSync(result.outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length
}

/** `createRun` alone, and the largest operations of `stepflow-api`: of those that answer once, and of streams. */
export async function bundleSizes(): Promise<Ratio[]> {
  const file = `${root}/packages/clients/stepflow-api/operations.json`
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {
    operations: { name: string; stream?: string }[]
  }
  const sizes: { name: string; bytes: number; isStream: boolean }[] = []
  for (const { name, stream } of manifest.operations) {
    sizes.push({ name, bytes: await bundledBytes(name), isStream: stream !== undefined })
  }
  sizes.sort((a, b) => b.bytes - a.bytes)
  const largest = sizes.find(({ isStream }) => !isStream)
  const stream = sizes.find(({ isStream }) => isStream)
  const createRun = sizes.find(({ name }) => name === 'createRun')
  if (largest === undefined || stream === undefined || createRun === undefined)
    throw new Error('stepflow-api has no stream, or no operation createRun')
  return [
    {
      name: 'createRun of stepflow-api bundled alone, minified and gzipped',
      value: createRun.bytes,
      unit: 'bytes',
      limit: 4_000,
      goal: 3_200,
      detail: 'with retries, deadline and typed errors',
    },
    {
      name: `largest operation of stepflow-api that answers once (${largest.name})`,
      value: largest.bytes,
      unit: 'bytes',
      limit: 5_000,
      goal: 5_000,
      detail: `of ${sizes.length} operations`,
    },
    {
      name: `largest stream of stepflow-api (${stream.name})`,
      value: stream.bytes,
      unit: 'bytes',
      limit: 6_500,
      goal: 5_500,
      detail: 'with resumption: 1,500 more than the largest that answers once',
    },
  ]
}
