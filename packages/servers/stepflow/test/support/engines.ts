import { readFlow } from '../../src/api/read-flow.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { hashContent, normalizeFlow } from '../../src/engine/flow.ts'
import type { RunEvent } from '../../src/engine/run-event.ts'
import type { NewRun } from '../../src/engine/service.ts'
import type { FlowDefinition } from '../../src/engine/types.ts'
import { databaseStore } from '../../src/store/database-store.ts'
import type { Store } from '../../src/store/store.ts'
import { TestComponents } from './components.ts'
import { serverDatabase } from './database.ts'

/** One engine at a time on one database, as if a server were stopped and started again. */
export class RestartableEngine {
  readonly store: Store
  readonly errors: unknown[] = []
  readonly #closeStore: () => Promise<void>
  #engine: Engine | undefined
  #components = new TestComponents()

  private constructor(store: Store, closeStore: () => Promise<void>) {
    this.store = store
    this.#closeStore = closeStore
  }

  static async open(): Promise<RestartableEngine> {
    const database = await serverDatabase()
    const lazy = databaseStore(database.options)
    const engine = new RestartableEngine(await lazy.get(), async () => {
      await lazy.close()
      await database.remove()
    })
    await engine.start()
    return engine
  }

  /** The components of the engine that runs now. */
  get components(): TestComponents {
    return this.#components
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('No engine is running')
    return this.#engine
  }

  /** Starts an engine, which resumes what the last one left. */
  async start(without: readonly string[] = []): Promise<void> {
    this.#components = new TestComponents()
    this.#engine = createEngine({
      store: { get: async () => this.store },
      readFlow,
      components: this.#components.all.filter(({ path }) => !without.includes(path)),
      reportError: (_, error) => this.errors.push(error),
    })
    await this.#engine.resume(this.store)
  }

  async stop(): Promise<void> {
    await this.#engine?.close()
    this.#engine = undefined
  }

  async restart(without?: readonly string[]): Promise<void> {
    await this.stop()
    await this.start(without)
  }

  async close(): Promise<void> {
    await this.stop()
    await this.#closeStore()
  }

  async storeFlow(flow: FlowDefinition): Promise<string> {
    const { id, content } = hashContent(normalizeFlow(flow))
    await this.store.blobs.put(id, { kind: 'flow', content })
    return id
  }

  /** Starts a run of a flow. */
  async run(
    flow: FlowDefinition,
    inputs: readonly unknown[] = [0],
    options: Partial<NewRun> = {},
  ): Promise<string> {
    return this.engine.runs.createRun({ flowId: await this.storeFlow(flow), inputs, ...options })
  }

  /** Lets every gate pass until the run has ended; its items. */
  async finish(runId: string) {
    let ended = false
    const end = this.engine.runs.waitForRun(runId, new AbortController().signal).then((outcome) => {
      ended = true
      return outcome
    })
    while (!ended) {
      this.components.releaseAll()
      await new Promise((resolve) => setImmediate(resolve))
    }
    const { status } = await end
    const items = await this.engine.runs.getRunItems(runId)
    return { status, results: items.map(({ result }) => result) }
  }

  /** The history of a run as far as it is stored. */
  async history(runId: string): Promise<readonly RunEvent[]> {
    return this.store.events.read(runId, 0, 10_000, true)
  }

  /** The history in lines: type, place, status or number of the attempt. */
  async brief(runId: string): Promise<string[]> {
    return (await this.history(runId)).map((event) => {
      const { type, itemIndex, stepId, status, attempt } = event as Partial<Record<string, unknown>>
      const place = [itemIndex, stepId].filter((part) => part !== undefined).join('/')
      return [type, place, status ?? (attempt === undefined ? '' : `#${String(attempt)}`)]
        .filter((part) => part !== '')
        .join(' ')
    })
  }

  /** Waits until a run has told something. */
  async untilTold(runId: string, line: string): Promise<void> {
    while (!(await this.brief(runId)).includes(line)) await new Promise((resolve) => setImmediate(resolve))
  }
}
