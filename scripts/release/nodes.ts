import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './tools.ts'

/** A Node that releases are tried on. */
export interface NodeVersion {
  readonly major: number
  readonly path: string
}

/** The oldest Node that clients support, the newest, and the one between: each as `pnpm install` brings it. */
export function supportedNodes(): NodeVersion[] {
  const brought = [20, 22].map((major) => ({
    major,
    path: join(repository, `test/node-${major}/node_modules/node/bin/node`),
  }))
  for (const { major, path } of brought) {
    if (!existsSync(path)) throw new Error(`Node ${major} is not at ${path}: \`pnpm install\` brings it.`)
  }
  return [...brought, { major: 24, path: process.execPath }]
}

/** Whether a package's `engines` let it run there; they are of the form `>=22.18`. */
export function isSupported(engines: string | undefined, { major }: NodeVersion): boolean {
  const oldest = Number(/^>=(\d+)/.exec(engines ?? '>=0')?.[1])
  if (Number.isNaN(oldest)) throw new Error(`"engines" is ${engines}, not of the form >=22.18.`)
  return major >= oldest
}
