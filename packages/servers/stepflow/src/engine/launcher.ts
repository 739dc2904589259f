import type { LazyStore } from '../store/database-store.ts'
import type { RunRecord, Store } from '../store/store.ts'
import { type ComponentContext, ComponentError, type SubRun } from './components/component.ts'
import type { ComponentRegistry } from './components/registry.ts'
import { InvalidRequestError } from './errors.ts'
import { type ExecutionPlan, FlowExecution } from './executor.ts'
import { compileFlow } from './flow.ts'
import { loadFlow } from './flows.ts'
import { applyOverrides } from './overrides.ts'
import type { NewRun } from './service.ts'
import { type FlowDefinition, type FlowReader, type FlowResult, failure } from './types.ts'
import { uuidv7 } from './uuid.ts'

const DEFAULT_CONCURRENCY = 10
/** A flow can name itself in its input: without a limit such a run would never end. */
const MAX_DEPTH = 32

/** Why a run or a debug call is stopped. */
export type AbortReason = 'cancelled' | 'stopped'

/** A run that is under way in this process. */
interface LiveRun {
  readonly execution: FlowExecution
  readonly abort: AbortController
  /** Resolves when its end is stored. */
  readonly ended: Promise<void>
}

interface Parent {
  readonly record: RunRecord
  readonly signal: AbortSignal
}

/** Told what went wrong inside the engine itself. */
export type ReportError = (event: string, error: unknown) => void

/** Creates runs and executes them; knows those that are under way. */
export class RunLauncher {
  readonly #store: Pick<LazyStore, 'get'>
  readonly #components: ComponentRegistry
  readonly #readFlow: FlowReader
  readonly #report: ReportError
  readonly #live = new Map<string, LiveRun>()
  /** Aborted when nobody should wait any longer. */
  readonly #closing = new AbortController()

  constructor(
    store: Pick<LazyStore, 'get'>,
    components: ComponentRegistry,
    readFlow: FlowReader,
    report: ReportError,
  ) {
    this.#store = store
    this.#components = components
    this.#readFlow = readFlow
    this.#report = report
  }

  /**
   * Stores a run and starts it, unless it is for debugging.
   *
   * @throws MissingError for an unknown flow, InvalidRequestError for overrides that do not fit it.
   */
  async create(run: NewRun, parent?: Parent): Promise<RunRecord> {
    if (run.debug === true && run.inputs.length !== 1) {
      throw new InvalidRequestError('input', 'A debug run needs exactly one input')
    }
    const { flow } = await loadFlow(this.#store, run.flowId)
    const compiled = compileFlow(applyOverrides(flow, run.overrides, this.#readFlow))
    const record = newRecord(run, flow, parent?.record)
    const store = await this.#store.get()
    await store.runs.create(record, run.inputs)
    if (record.debug) return record
    if (this.#closing.signal.aborted) {
      await this.#endEarly(store, record.runId, this.#closing.signal, undefined)
      return record
    }
    const { inputs, variables = {}, maxConcurrency = DEFAULT_CONCURRENCY } = run
    this.#start(store, record, { flow: compiled, inputs, variables, maxConcurrency }, parent)
    return record
  }

  execution(runId: string): FlowExecution | undefined {
    return this.#live.get(runId)?.execution
  }

  /** Resolves when the run is not under way any longer, `signal` is aborted, or the launcher closes. */
  async waitFor(runId: string, signal: AbortSignal): Promise<void> {
    const live = this.#live.get(runId)
    if (live === undefined) return
    const impatience = [signal, this.#closing.signal]
    if (impatience.some(({ aborted }) => aborted)) return
    await new Promise<void>((resolve) => {
      const leave = () => {
        // A listener left on the closing signal would keep this run in memory for ever.
        for (const each of impatience) each.removeEventListener('abort', leave)
        resolve()
      }
      for (const each of impatience) each.addEventListener('abort', leave)
      live.ended.then(leave)
    })
  }

  /** Stops a run that is under way; resolves when its end is stored. */
  async cancel(runId: string): Promise<void> {
    const live = this.#live.get(runId)
    live?.abort.abort('cancelled' satisfies AbortReason)
    await live?.ended
  }

  /** Lets everybody who waits for a run go on. */
  releaseWaiting(): void {
    this.#closing.abort()
  }

  /** Stops every run; resolves when their ends are stored. */
  async close(): Promise<void> {
    this.releaseWaiting()
    const live = [...this.#live.values()]
    for (const { abort } of live) abort.abort('stopped' satisfies AbortReason)
    await Promise.all(live.map(({ ended }) => ended))
  }

  /** What the components of a run's steps may use. */
  async contextFor(record: RunRecord, signal: AbortSignal): Promise<ComponentContext> {
    const { blobs } = await this.#store.get()
    return this.#context(record, signal, blobs)
  }

  #context(record: RunRecord, signal: AbortSignal, blobs: ComponentContext['blobs']): ComponentContext {
    const parent: Parent = { record, signal }
    return {
      signal,
      blobs,
      runFlow: async (flowId, input) => {
        const { runId, results } = await this.#runChild(parent, { flowId, inputs: [input] })
        return { runId, result: results[0] as FlowResult }
      },
      runFlows: (flowId, inputs, { maxConcurrency } = {}) =>
        this.#runChild(parent, { flowId, inputs, maxConcurrency }),
    }
  }

  /** Runs a flow inside another and waits for its end. */
  async #runChild(parent: Parent, run: NewRun): Promise<SubRun> {
    if (parent.record.depth + 1 > MAX_DEPTH) {
      throw new ComponentError(500, `Flows run other flows more than ${MAX_DEPTH} levels deep`)
    }
    const { runId } = await this.create(run, parent)
    await this.#live.get(runId)?.ended
    const items = await (await this.#store.get()).runs.items(runId)
    const results = run.inputs.map((_, index) => {
      const item = items[index]
      if (item?.result === undefined)
        throw new ComponentError(500, `Sub-run ${runId} was ${item?.status ?? 'deleted'}`)
      return item.result
    })
    return { runId, results }
  }

  #start(store: Store, record: RunRecord, plan: ExecutionPlan, parent: Parent | undefined): void {
    const { runId } = record
    const abort = new AbortController()
    const signal = parent === undefined ? abort.signal : AbortSignal.any([abort.signal, parent.signal])
    let failed = false
    const context = this.#context(record, signal, store.blobs)
    const execution = new FlowExecution(plan, this.#components, context, {
      onStep: (itemIndex, stepIndex, result) => store.runs.saveStep(runId, { itemIndex, stepIndex, result }),
      onItem: (itemIndex, result) => {
        failed ||= result.outcome === 'failed'
        const status = result.outcome === 'failed' ? 'failed' : 'completed'
        return store.runs.saveItem(runId, { itemIndex, status, result })
      },
    })
    const ended = execution
      .run()
      .then(() => store.runs.end(runId, failed ? 'failed' : 'completed'))
      .catch((error: unknown) => this.#endEarly(store, runId, signal, error))
      .catch((error: unknown) => this.#report('could not store the end of a run', error))
      .then(() => {
        this.#live.delete(runId)
      })
    this.#live.set(runId, { execution, abort, ended })
  }

  async #endEarly(store: Store, runId: string, signal: AbortSignal, error: unknown): Promise<void> {
    if (signal.aborted && signal.reason === ('cancelled' satisfies AbortReason)) {
      await store.runs.end(runId, 'cancelled', { status: 'cancelled' })
      return
    }
    if (!signal.aborted) this.#report('a run failed inside the engine', error)
    const message = signal.aborted ? STOPPED_MESSAGE : 'The engine failed while the flow was running'
    await store.runs.end(runId, 'failed', { status: 'failed', result: failure(500, message) })
  }
}

/** Result of items that had none when the server stopped. */
export const STOPPED_MESSAGE = 'The server stopped while the flow was running'

function newRecord(run: NewRun, flow: FlowDefinition, parent: RunRecord | undefined): RunRecord {
  const runId = uuidv7()
  const label = flow.metadata?.label
  const hasOverrides = Object.keys(run.overrides?.steps ?? {}).length > 0
  return {
    runId,
    flowId: run.flowId,
    flowName: flow.name ?? null,
    flowLabel: typeof label === 'string' ? label : null,
    status: run.debug === true ? 'paused' : 'running',
    debug: run.debug ?? false,
    itemCount: run.inputs.length,
    ...(hasOverrides && run.overrides !== undefined ? { overrides: run.overrides } : {}),
    variables: run.variables ?? {},
    rootRunId: parent?.rootRunId ?? runId,
    parentRunId: parent?.runId ?? null,
    depth: parent === undefined ? 0 : parent.depth + 1,
    createdAt: new Date(),
    completedAt: null,
  }
}
