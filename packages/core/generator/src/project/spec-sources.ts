import { loadConfig } from './config.ts'
import { urlVariable } from './spec-url.ts'
import type { Workshop } from './workshop.ts'

/** Where the document of an API can be had from. */
export type SpecSource = 'started here' | 'elsewhere' | 'nowhere'

/**
 * Sorts APIs by where their documents come from: a server that is started here, one that runs elsewhere (by the
 * configuration or the environment), or none, where they are stored from files only.
 *
 * @throws ProjectError where a configuration is wrong
 */
export async function specSources(
  workshop: Workshop,
  apis: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ReadonlyMap<string, SpecSource>> {
  const sources = new Map<string, SpecSource>()
  for (const api of apis) {
    const { server } = (await loadConfig(workshop, api)).config
    const isElsewhere = Boolean(environment[urlVariable(api)]) || (server !== undefined && 'url' in server)
    sources.set(api, isElsewhere ? 'elsewhere' : server === undefined ? 'nowhere' : 'started here')
  }
  return sources
}
