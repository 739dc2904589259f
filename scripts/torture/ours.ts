import { join } from 'node:path'
import type { Subject } from '@driftless/testing'
import { build } from 'esbuild'
import type { Peer } from './peer.ts'

const source = join(import.meta.dirname, '../../packages/core/testing/test/support/ours.ts')
const bundle = 'ours.mjs'

/** Bundles our own subject into the folder: generated code does not run from its source. */
export async function bundleOurs(folder: string): Promise<void> {
  await build({
    entryPoints: [source],
    conditions: ['@driftless/source'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: join(folder, bundle),
    logLevel: 'error',
  })
}

/** Our own client, with default options as the others. */
export const ours: Peer = {
  id: 'ours',
  packages: ['@driftless/runtime'],
  async subject(load) {
    const { makeOurs } = await load<{ makeOurs(): Subject }>(`./${bundle}`)
    return makeOurs()
  },
}
