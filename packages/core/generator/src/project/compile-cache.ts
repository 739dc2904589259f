import module from 'node:module'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

/**
 * Keeps the compiled code of what is loaded from now on: hey-api and TypeScript take longer to compile than a small
 * client takes to generate. For commands that write anyway; Node versions without such a cache go without.
 */
export function keepCompiledModules(workshop: Workshop): void {
  module.enableCompileCache?.(join(workshop.cacheFolder, 'compiled'))
}
