import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Ratio } from './measure.ts'
import { root } from './measure.ts'

/** Size of a module with all of its imports: bundled, minified, gzipped. */
async function bundledBytes(contents: string): Promise<number> {
  const result = await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
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

/** One operation of `stepflow-api`. */
function stepflowBytes(operation: string): Promise<number> {
  return bundledBytes(`import { createClient, ${operation} } from 'stepflow-api/operations'
export const call = (...args) => ${operation}(createClient({ baseUrl: '/api' }), ...args)`)
}

/** One operation of `openspawn`, signed and logged. */
function signedBytes(operation: string): Promise<number> {
  return bundledBytes(`import { createClientWithAgentId, ${operation} } from 'openspawn/operations'
import { logTo } from '@driftless/runtime'
export const call = (agent, ...args) =>
  ${operation}(createClientWithAgentId({ ...agent, middleware: [logTo(console)] }), ...args)`)
}

/**
 * `createRun` alone; the largest operations of `stepflow-api`, of those that answer once and of streams; and operations
 * of `openspawn`, signed and logged.
 */
export async function bundleSizes(): Promise<Ratio[]> {
  const file = `${root}/packages/clients/stepflow-api/operations.json`
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {
    operations: { name: string; stream?: string }[]
  }
  const sizes: { name: string; bytes: number; isStream: boolean }[] = []
  for (const { name, stream } of manifest.operations) {
    sizes.push({ name, bytes: await stepflowBytes(name), isStream: stream !== undefined })
  }
  sizes.sort((a, b) => b.bytes - a.bytes)
  const largest = sizes.find(({ isStream }) => !isStream)
  const stream = sizes.find(({ isStream }) => isStream)
  const createRun = sizes.find(({ name }) => name === 'createRun')
  if (largest === undefined || stream === undefined || createRun === undefined)
    throw new Error('stepflow-api has no stream, or no operation createRun')
  const signed = await signedBytes('transferCredits')
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
    {
      name: 'transferCredits of openspawn bundled alone: keyed, signed, logged',
      value: signed,
      unit: 'bytes',
      limit: 5_000,
      goal: 5_000,
      detail: 'with createClientWithAgentId and logTo',
    },
    {
      name: 'paginator: listCreditHistory of openspawn, signed and logged, over transferCredits',
      value: (await signedBytes('listCreditHistory')) - signed,
      unit: 'bytes',
      limit: 1_500,
      goal: 1_500,
      detail: 'with its renaming, without an idempotency key',
    },
  ]
}
