import module from 'node:module'
import { messageOf, ProjectError } from './errors.ts'

/**
 * Loads what generates, and with it hey-api and TypeScript.
 *
 * @throws ProjectError on a Node that is too old to choose hey-api's TypeScript, where the one beside it does not fit
 */
export function loadGenerator(): Promise<typeof import('../generate.ts')> {
  return withOwnTypeScript(() => import('../generate.ts'))
}

/**
 * Imports something while hey-api's `typescript` is the one that this package depends on. hey-api itself takes any
 * version, and npm gives it that of the project: TypeScript 7, which has not the interface that it prints with.
 */
export async function withOwnTypeScript<T>(load: () => Promise<T>): Promise<T> {
  if (module.registerHooks === undefined) return load().catch(refuseOldNode)
  const hooks = module.registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'typescript' && context.parentURL?.includes('/@hey-api/')
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context),
  })
  try {
    return await load()
  } finally {
    hooks.deregister()
  }
}

function refuseOldNode(error: unknown): never {
  throw new ProjectError(
    `The generator cannot be loaded (${messageOf(error)}); use Node 22.18 or later, where it picks its own TypeScript.`,
  )
}
