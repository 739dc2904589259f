import type { LazyStore } from '../store/database-store.ts'
import { patiently, patientStore } from '../store/patient-store.ts'
import type { RunEnd, RunRecord, Store } from '../store/store.ts'
import type { ComponentContext } from './components/component.ts'
import type { ComponentRegistry } from './components/registry.ts'
import { InvalidRequestError } from './errors.ts'
import type { EventHub } from './event-hub.ts'
import { type ExecutionPlan, FlowExecution } from './executor.ts'
import { type CompiledFlow, compileFlow } from './flow.ts'
import { loadFlow } from './flows.ts'
import { RunJournal } from './journal.ts'
import { newRecord } from './new-record.ts'
import { applyOverrides } from './overrides.ts'
import { storedProgress, UNTOUCHED } from './progress.ts'
import { interruptedRuns, ORPHANED_MESSAGE, whyNotResumed } from './recovery.ts'
import { RunSteps } from './run-steps.ts'
import { RunTree } from './run-tree.ts'
import type { NewRun } from './service.ts'
import { componentContext, type Parent, type SubRunLauncher } from './sub-runs.ts'
import { type FlowReader, failure } from './types.ts'

/** Why a run or a debug call is stopped. */
export type AbortReason = 'cancelled' | 'stopped'

/** A run that is under way in this process. */
interface LiveRun {
  readonly execution: FlowExecution
  readonly abort: AbortController
  /** Resolves when its end is stored, or the server stops. */
  readonly ended: Promise<void>
}

/** Told what went wrong inside the engine itself. */
export type ReportError = (event: string, error: unknown) => void

export interface LauncherOptions {
  readonly store: Pick<LazyStore, 'get'>
  readonly components: ComponentRegistry
  readonly readFlow: FlowReader
  readonly hub: EventHub
  readonly report: ReportError
  /** What a run that is in no other may come to, with the runs inside it. */
  readonly newTree?: (() => RunTree) | undefined
}

/** Creates runs and executes them; knows those that are under way. */
export class RunLauncher {
  readonly #options: LauncherOptions
  readonly #live = new Map<string, LiveRun>()
  /** Aborted when nobody should wait any longer. */
  readonly #closing = new AbortController()
  /** Aborted when runs should not wait for the database any longer. */
  readonly #patience = new AbortController()
  /** From here on runs are stored, but not started: the next server does that. */
  #stopped = false

  constructor(options: LauncherOptions) {
    this.#options = options
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
    const lasting = await (parent === undefined ? undefined : this.#lastingStore())
    // Who asks for a run is told that the database is away; a sub-run waits for it.
    const store = lasting ?? (await this.#options.store.get())
    const { flow } = await loadFlow({ get: async () => store }, run.flowId)
    const compiled = compileFlow(applyOverrides(flow, run.overrides, this.#options.readFlow))
    const record = newRecord(run, flow, parent)
    await store.runs.create(record, run.inputs)
    if (!record.debug && !this.#stopped) {
      const plan = { ...planOf(record, compiled), inputs: run.inputs }
      this.#start(lasting ?? this.#lasting(store), record, plan, parent)
    }
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

  /** Interrupts every run, to be resumed by the next server; resolves when nothing is being stored. */
  async close(): Promise<void> {
    this.#stopped = true
    this.releaseWaiting()
    const live = [...this.#live.values()]
    for (const { abort } of live) abort.abort('stopped' satisfies AbortReason)
    this.#patience.abort()
    await Promise.all(live.map(({ ended }) => ended))
  }

  /**
   * Resumes the runs that a server left running when it stopped: steps with a result are not repeated.
   * Resolves when all are under way, or this server is stopped, too, and leaves them to the next one.
   */
  async resumeAll(store: Store): Promise<void> {
    if (this.#stopped) return
    const { roots, orphans } = await interruptedRuns(store)
    for (const { runId } of orphans) await this.#end(store, runId, failedAsWhole(ORPHANED_MESSAGE))
    for (const record of roots) await this.#resume(this.#lasting(store), record)
  }

  /** What the components of steps in debug calls may use. */
  async contextFor(record: RunRecord, signal: AbortSignal): Promise<ComponentContext> {
    const { blobs } = await this.#options.store.get()
    return componentContext(this.#subRuns, blobs, { record, signal, tree: this.#newTree() })
  }

  /** The history of a run that is not under way, to be continued. */
  async journal({ runId }: RunRecord): Promise<RunJournal> {
    const store = await this.#options.store.get()
    return this.#journal(store, runId, await store.events.lastSequence(runId))
  }

  /** Ends a run that is not under way. */
  async end(runId: string, end: RunEnd): Promise<void> {
    await this.#end(await this.#options.store.get(), runId, end)
  }

  readonly #subRuns: SubRunLauncher = {
    runToEnd: async (run, parent) => {
      const { runId } = (await this.#adopt(run, parent)) ?? (await this.create(run, parent))
      await this.#live.get(runId)?.ended
      return runId
    },
    results: async (runId) => (await this.#lastingStore()).runs.items(runId),
  }

  /** The store for what runs do by themselves: it waits while the database is away. */
  async #lastingStore(): Promise<Store> {
    return this.#lasting(await patiently(this.#patience.signal, () => this.#options.store.get()))
  }

  #lasting(store: Store): Store {
    return patientStore(store, this.#patience.signal)
  }

  /** Takes up the sub-run that the same step had started before the server stopped. */
  async #adopt(run: NewRun, parent: Parent): Promise<RunRecord | undefined> {
    if (parent.adopts !== true || parent.place === undefined) return undefined
    const store = await this.#lastingStore()
    const found = await store.runs.subRun(parent.record.runId, parent.place)
    if (found === undefined || found.flowId !== run.flowId) return undefined
    if (JSON.stringify(await store.runs.inputs(found.runId)) !== JSON.stringify(run.inputs)) return undefined
    if (found.status === 'running') await this.#resume(store, found, parent)
    return found
  }

  async #resume(store: Store, record: RunRecord, parent?: Parent): Promise<void> {
    const { runId, flowId, overrides } = record
    const { components, readFlow, report } = this.#options
    try {
      const { flow } = await loadFlow({ get: async () => store }, flowId)
      const compiled = compileFlow(applyOverrides(flow, overrides, readFlow))
      const progress = await storedProgress(store, runId)
      const obstacle = whyNotResumed(compiled, progress, components)
      if (obstacle === undefined) {
        const inputs = await store.runs.inputs(runId)
        // Looked at last: a run that is started after `close` would be cut off in the middle of a step.
        if (this.#stopped) return
        this.#start(store, record, { ...planOf(record, compiled), inputs, progress }, parent)
      } else {
        await this.#end(store, runId, failedAsWhole(obstacle))
        await this.#endOrphans(store, runId)
      }
    } catch (error) {
      report('a run could not be resumed', error)
      await this.#end(store, runId, failedAsWhole('The run could not be resumed after the server stopped'))
      await this.#endOrphans(store, runId)
    }
  }

  #start(store: Store, record: RunRecord, plan: ExecutionPlan, parent: Parent | undefined): void {
    const { runId } = record
    const progress = plan.progress ?? UNTOUCHED
    const tree = parent?.tree ?? this.#newTree()
    const abort = new AbortController()
    const signal = parent === undefined ? abort.signal : AbortSignal.any([abort.signal, parent.signal])
    const steps = new RunSteps(this.#journal(store, runId, progress.lastSequence), progress, (places) =>
      componentContext(this.#subRuns, store.blobs, { record, signal, tree }, places),
    )
    const { components } = this.#options
    const environment = { components, signal, contextFor: steps.contextFor }
    const execution = new FlowExecution({ ...plan, tree }, environment, steps)
    const ended = execution
      .run()
      .then(() => this.#end(store, runId, { status: steps.hasFailed ? 'failed' : 'completed' }))
      .catch((error: unknown) => this.#endEarly(store, runId, signal, error))
      .then(async () => {
        if (plan.progress !== undefined && !this.#stopped) await this.#endOrphans(store, runId)
      })
      .catch((error: unknown) => this.#options.report('could not store the end of a run', error))
      .then(() => {
        this.#live.delete(runId)
      })
    this.#live.set(runId, { execution, abort, ended })
  }

  async #endEarly(store: Store, runId: string, signal: AbortSignal, error: unknown): Promise<void> {
    if (signal.aborted && signal.reason === ('stopped' satisfies AbortReason)) return
    if (signal.aborted && signal.reason === ('cancelled' satisfies AbortReason)) {
      await this.#end(store, runId, { status: 'cancelled', unfinished: { status: 'cancelled' } })
      return
    }
    this.#options.report('a run failed inside the engine', error)
    await this.#end(store, runId, failedAsWhole('The engine failed while the flow was running'))
  }

  /** Ends sub-runs that an ended run had started before the server stopped and did not take up again. */
  async #endOrphans(store: Store, runId: string): Promise<void> {
    for (const { runId: orphan } of await store.runs.running(runId)) {
      if (this.#live.has(orphan)) continue
      await this.#end(store, orphan, failedAsWhole(ORPHANED_MESSAGE))
      await this.#endOrphans(store, orphan)
    }
  }

  async #end(store: Store, runId: string, end: RunEnd): Promise<void> {
    await store.events.end(runId, end)
    this.#options.hub.wake(runId)
  }

  #newTree(): RunTree {
    return this.#options.newTree?.() ?? new RunTree()
  }

  #journal({ events }: Store, runId: string, lastSequence: number): RunJournal {
    const { hub } = this.#options
    return new RunJournal(events, runId, lastSequence, (stored) => hub.publish(runId, stored))
  }
}

function planOf({ variables, maxConcurrency }: RunRecord, flow: CompiledFlow): Omit<ExecutionPlan, 'inputs'> {
  return { flow, variables, maxConcurrency }
}

/** The end of a run whose open items have no result of their own. */
function failedAsWhole(message: string): RunEnd {
  return { status: 'failed', unfinished: { status: 'failed', result: failure(500, message) }, message }
}
