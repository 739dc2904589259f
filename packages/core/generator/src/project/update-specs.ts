import type { ApiConfig } from '../config.ts'
import type { Notice } from '../model/types.ts'
import { applyPlans, withWholeTree } from './apply-plans.ts'
import { compareFiles, type FileDrift } from './compare.ts'
import { keepCompiledModules } from './compile-cache.ts'
import { loadConfig } from './config.ts'
import { ProjectError } from './errors.ts'
import { defaultFetchLimits, fetchSpec } from './fetch-spec.ts'
import { readIfPresent } from './files.ts'
import { sha256 } from './hash.ts'
import type { Pipeline, SourceText, StorableSpec } from './pipeline.ts'
import { type ApiPlan, planApi } from './plan.ts'
import { readOverlay } from './present.ts'
import { type Progress, runAll, silentProgress } from './progress.ts'
import { defaultServerLimits, type ServerLimits, withServer } from './server.ts'
import { parseUrl, specPlace, specRequest, urlVariable } from './spec-url.ts'
import type { Recovery, SwapTarget } from './swap.ts'
import { pathsOf, type Workshop } from './workshop.ts'

export interface UpdateSpecOptions {
  readonly apis: readonly string[]
  readonly pipeline: Pipeline
  /** Server or document to ask instead of starting one; for exactly one API. */
  readonly url?: string
  /** Regenerate the clients too, in the same swap. */
  readonly generate?: boolean
  readonly progress?: Progress
  readonly signal?: AbortSignal
  readonly limits?: ServerLimits
  readonly environment?: NodeJS.ProcessEnv
}

export interface SpecUpdate {
  readonly api: string
  /** How the stored document differs from the server's; none where they agree. */
  readonly drifts: readonly FileDrift[]
  /** `info.version` of the server's document. */
  readonly version: string
  readonly notices: readonly Notice[]
  /** Where `generate` was asked for. */
  readonly plan?: ApiPlan
}

export interface UpdateSpecResult {
  readonly recovery: Recovery
  readonly updates: readonly SpecUpdate[]
}

/**
 * Fetches the documents of some APIs and stores them, all or none.
 *
 * @throws SpecError, ProjectError; the tree is then as it was
 */
export function updateSpecs(workshop: Workshop, options: UpdateSpecOptions): Promise<UpdateSpecResult> {
  return withWholeTree(workshop, async (recovery) => {
    const updates = await fetchAll(workshop, options, options.generate === true)
    options.signal?.throwIfAborted()
    const plans = updates.flatMap((update) => (update.plan ? [update.plan] : []))
    applyPlans(
      workshop,
      plans,
      options.generate ? [] : updates.flatMap((update) => specTargets(workshop, update)),
    )
    return { recovery, updates }
  })
}

/** Says how the stored documents differ from the servers'; writes nothing. */
export function checkSpecs(workshop: Workshop, options: UpdateSpecOptions): Promise<SpecUpdate[]> {
  return fetchAll(workshop, options, false)
}

function fetchAll(workshop: Workshop, options: UpdateSpecOptions, generate: boolean): Promise<SpecUpdate[]> {
  const { apis, pipeline, progress = silentProgress } = options
  return runAll(
    progress,
    apis.map((api) => ({
      title: api,
      work: async (say) => {
        const { config } = await loadConfig(workshop, api)
        const { spec, url } = await fetchOne(workshop, config, options, say)
        const update = compareSpec(workshop, api, spec)
        const told = url ? ` (asked ${url})` : ''
        say(update.drifts.length === 0 ? `spec in step${told}` : `spec changed${told}`)
        if (!generate) return update
        say('generating')
        keepCompiledModules(workshop)
        const plan = await planApi(workshop, api, { pipeline, full: false, newSpec: spec.text })
        say(update.drifts.length === 0 && plan.drifts.length === 0 ? 'in step' : 'changed')
        return { ...update, plan }
      },
    })),
  )
}

async function fetchOne(
  workshop: Workshop,
  config: ApiConfig,
  options: UpdateSpecOptions,
  say: (text: string) => void,
): Promise<{ spec: StorableSpec; url?: string }> {
  const { signal, environment = process.env, pipeline } = options
  const { server, pathPrefix } = config
  const overlay = readOverlay(workshop, config.name)
  const named = namedUrl(config, options.url, environment)
  const fetchAt = async (base: string): Promise<SourceText> => {
    say('fetching the document')
    return fetchSpec(
      specRequest(base, server && specPlace(server), pathPrefix, environment),
      signal,
      defaultFetchLimits,
    )
  }
  signal?.throwIfAborted()
  if (named !== undefined) {
    parseUrl(named.url, named.by)
    const source = await fetchAt(named.url).catch((error: unknown) => {
      // Of several servers that are asked at once, the message is to say whose this one is.
      if (!(error instanceof ProjectError)) throw error
      throw new ProjectError(`${config.name} (by ${named.by}): ${error.message}`)
    })
    return { spec: await pipeline.prepareSpec(source, overlay), url: source.file }
  }
  if (server === undefined || 'url' in server) {
    throw new ProjectError(
      `schemas/${config.name}/api.config.ts names no server; use --url or ${urlVariable(config.name)}.`,
    )
  }
  say('starting the server')
  const limits = options.limits ?? defaultServerLimits
  const work = async (running: { url: string; port: number }) => {
    const source = await fetchAt(running.url)
    return { source: { ...source, file: `${config.name} server${server.specPath}` }, port: running.port }
  }
  const { source, port } = await withServer(workshop.root, server, work, {
    limits,
    ...(signal && { signal }),
  })
  const spec = await pipeline.prepareSpec(source, overlay)
  refuseLeakedPort(spec.text, port, source.file)
  return { spec }
}

/** The URL of a server that runs already, and what names it. */
function namedUrl(
  { name, server }: ApiConfig,
  flag: string | undefined,
  environment: NodeJS.ProcessEnv,
): { readonly url: string; readonly by: string } | undefined {
  if (flag !== undefined) return { url: flag, by: '--url' }
  const variable = urlVariable(name)
  const url = environment[variable]
  if (url) return { url, by: variable }
  return server && 'url' in server ? { url: server.url, by: `schemas/${name}/api.config.ts` } : undefined
}

/** What canonicalization knows of is gone; a port anywhere else would make every fetch a change. */
function refuseLeakedPort(text: string, port: number, file: string): void {
  const lines = text.split('\n')
  const line = lines.find((candidate) => new RegExp(`:${port}(?!\\d)`).test(candidate))
  if (line === undefined) return
  throw new ProjectError(
    `${file}: the port it was started on stands in the document (${line.trim().slice(0, 200)}); every fetch would differ.`,
  )
}

function compareSpec(workshop: Workshop, api: string, spec: StorableSpec): SpecUpdate {
  const stored = readIfPresent(pathsOf(workshop, api).spec)
  const drifts = compareFiles({
    expected: new Map([['openapi.json', spec.text]]),
    actual: new Map(stored ? [['openapi.json', stored]] : []),
    recorded: stored ? { 'openapi.json': sha256(stored) } : {},
    prefix: `schemas/${api}/`,
  })
  return { api, drifts, version: spec.version, notices: spec.notices }
}

function specTargets(workshop: Workshop, update: SpecUpdate): SwapTarget[] {
  return update.drifts.map((drift) => ({
    path: pathsOf(workshop, update.api).spec,
    content: drift.expected ?? null,
  }))
}
