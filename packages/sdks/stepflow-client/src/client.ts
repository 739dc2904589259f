import type {
  CallOptions,
  ComponentInfo,
  FlowResponse,
  FlowResult,
  HealthResponse,
  ItemResult,
  ListRunsQuery,
  ListRunsResponse,
  RunDetails,
  RunEvent,
  RunFlowResponse,
  RunSummary,
  StepflowApi,
  StepRunResponse,
} from 'stepflow-api'
import { told } from './calls.ts'
import { type Connection, type ConnectOptions, connect } from './connect.ts'
import type { Executor, ListComponentsOptions, RunOptions, SubmitOptions } from './executor.ts'
import { type FlowSource, isFlowId, readSource } from './flows/flow-source.ts'
import { type StoredFlow, storeFlow, type ValidationResult, validateFlow } from './flows/store-flow.ts'
import { type Batch, batchOf, resultOf } from './runs/results.ts'
import { type EventsOptions, runEvents } from './runs/run-events.ts'
import { startRun } from './runs/start-run.ts'
import { withinLimit } from './runs/time-limit.ts'
import { type WaitOptions, waitForEnd } from './runs/wait-for.ts'

/**
 * Client of a Stepflow server.
 *
 * - A flow is given as an object, as a YAML or JSON file, or by the id that the server gave it.
 * - A flow that fails is a result, not an error: `unwrap` makes it one.
 * - Every error is a {@link StepflowClientError} and carries what the server said.
 *
 * @example
 * await using client = await StepflowClient.connect('http://localhost:7837')
 * const result = await client.run('flows/greet.yaml', { name: 'Ada' })
 */
export class StepflowClient implements Executor, AsyncDisposable {
  /** The generated client below this one: every operation, with retries, deadlines and `withResponse()`. */
  readonly api: StepflowApi
  /** Root of the API, such as `http://localhost:7837/api/v1`. */
  readonly url: string
  readonly #closed = new AbortController()

  /** Use {@link StepflowClient.connect}. */
  constructor({ api, url }: Connection) {
    this.api = api
    this.url = url
  }

  /**
   * Connects to a server, once it has answered as a Stepflow server does.
   *
   * @param baseUrl with or without `/api/v1`; else the environment variable `STEPFLOW_URL`
   * @throws StepflowClientError if the URL cannot be that of a server
   * @throws NotAStepflowServerError if something else answers
   * @throws RequestError if nothing answers, or without the right credentials
   * @example
   * await using client = await StepflowClient.connect('http://localhost:7837')
   */
  static async connect(baseUrl?: string | URL, options: ConnectOptions = {}): Promise<StepflowClient> {
    return new StepflowClient(await connect(baseUrl, options))
  }

  /** Tells that the server is up, and which version it is. */
  health(options?: CallOptions): Promise<HealthResponse> {
    return told({ to: 'ask for the health of the server' }, this.api.health.check(undefined, options))
  }

  /**
   * Stores a flow and gives its id. The same flow has the same id, however often it is stored.
   *
   * @throws InvalidFlowError if the server does not take it; `diagnostics` say why, place by place
   * @throws FlowFileError if the file holds no flow
   * @example
   * const { flowId } = await client.storeFlow('flows/greet.yaml')
   */
  async storeFlow(flow: FlowSource, options?: CallOptions): Promise<StoredFlow> {
    return storeFlow(this.api, await readSource(flow), options)
  }

  /** Gets a stored flow by its id. */
  getFlow(flowId: string, options?: CallOptions): Promise<FlowResponse> {
    return told({ to: `get the flow ${flowId}` }, this.api.flows.get(flowId, options))
  }

  /** Deletes a stored flow by its id; refused while a run of it has not ended. */
  deleteFlow(flowId: string, options?: CallOptions): Promise<void> {
    return told({ to: `delete the flow ${flowId}` }, this.api.flows.delete(flowId, options))
  }

  /**
   * Says what is right and wrong with a flow. Stores nothing.
   *
   * @example
   * const { valid, errors } = await client.validate('flows/greet.yaml')
   */
  async validate(flow: FlowSource, options?: CallOptions): Promise<ValidationResult> {
    const read = isFlowId(flow) ? (await this.getFlow(flow, options)).flow : await readSource(flow)
    return validateFlow(this.api, read, options)
  }

  /**
   * Runs a flow on one input, waits for its end and gives its result, failed ones too.
   *
   * @param input of the flow; an array is one input
   * @throws InvalidFlowError if the server does not take the flow
   * @throws WaitTimeoutError at the deadline; its `runId` names the run, which goes on, if it had been started
   * @throws RunCancelledError if somebody cancels the run
   * @example
   * const greeting = unwrap(await client.run('flows/greet.yaml', { name: 'Ada' }, { deadlineMs: 60_000 }))
   */
  async run(flow: FlowSource, input: unknown, options: RunOptions = {}): Promise<FlowResult> {
    return this.#ended(flow, [input], options, (runId, call) => resultOf(this.api, runId, call))
  }

  /**
   * Starts a flow on one input and gives the run's id at once.
   *
   * @param input of the flow; an array is one input
   * @example
   * const runId = await client.submit('flows/greet.yaml', { name: 'Ada' })
   * await client.waitFor(runId)
   */
  async submit(flow: FlowSource, input: unknown, options?: SubmitOptions): Promise<string> {
    return (await startRun(this.api, flow, [input], options)).runId
  }

  /**
   * Runs a flow on several inputs as one run, waits for the end and gives all results, failed ones too.
   *
   * @example
   * const { results } = await client.runBatch('flows/greet.yaml', names, { maxConcurrency: 4 })
   */
  async runBatch(flow: FlowSource, inputs: readonly unknown[], options: RunOptions = {}): Promise<Batch> {
    return this.#ended(flow, inputs, options, (runId, call) => batchOf(this.api, runId, call))
  }

  /** Starts a flow on several inputs as one run and gives the run's id at once. */
  async submitBatch(flow: FlowSource, inputs: readonly unknown[], options?: SubmitOptions): Promise<string> {
    return (await startRun(this.api, flow, inputs, options)).runId
  }

  /** Gets a run of several inputs as it stands, with the results that there are. */
  getBatch(runId: string, options?: CallOptions): Promise<Batch> {
    return batchOf(this.api, runId, options)
  }

  /**
   * Waits for the end of a run and gives the run; its result is at `getResult`.
   *
   * @throws WaitTimeoutError at the deadline; the run goes on
   * @example
   * const { status } = await client.waitFor(runId, { deadlineMs: 60_000 })
   */
  waitFor(runId: string, options: WaitOptions = {}): Promise<RunDetails> {
    return waitForEnd(this.api, runId, { ...options, closed: this.#closed.signal })
  }

  /**
   * Follows what happens in a run, from its start, or from `since`, to its end. `break` ends the request.
   *
   * @example
   * for await (const event of client.events(runId)) console.log(event.sequence, event.type)
   */
  events(runId: string, options?: EventsOptions): AsyncGenerator<RunEvent, void, undefined> {
    return runEvents(this.api, runId, options)
  }

  /** Gets a run with its inputs. */
  getRun(runId: string, options?: CallOptions): Promise<RunDetails> {
    return told({ to: `get the run ${runId}`, runId }, this.api.runs.get(runId, {}, options))
  }

  /** Lists runs, newest first: one page, and how many there are. */
  listRuns(query?: ListRunsQuery, options?: CallOptions): Promise<ListRunsResponse> {
    return told({ to: 'list the runs' }, this.api.runs.list(query, options))
  }

  /**
   * Gives the result of an ended run of one input, failed ones too.
   *
   * @throws RunNotEndedError while it runs
   * @throws RunCancelledError if it was cancelled
   */
  getResult(runId: string, options?: CallOptions): Promise<FlowResult> {
    return resultOf(this.api, runId, options)
  }

  /** Gets what became of each input of a run, by index. */
  async getRunItems(runId: string, options?: CallOptions): Promise<ItemResult[]> {
    const purpose = { to: `get the items of the run ${runId}`, runId }
    return (await told(purpose, this.api.runs.getItems(runId, options))).items
  }

  /** Gets the steps of a run, in the order of the flow. */
  async getRunSteps(runId: string, options?: CallOptions): Promise<StepRunResponse[]> {
    const purpose = { to: `get the steps of the run ${runId}`, runId }
    return Object.values((await told(purpose, this.api.runs.getSteps(runId, options))).steps)
  }

  /** Gets the flow of a run, as stored: without the overrides of the run. */
  getRunFlow(runId: string, options?: CallOptions): Promise<RunFlowResponse> {
    return told({ to: `get the flow of the run ${runId}`, runId }, this.api.runs.getFlow(runId, options))
  }

  /** Cancels a run and the runs that it started. */
  cancelRun(runId: string, options?: CallOptions): Promise<RunSummary> {
    return told({ to: `cancel the run ${runId}`, runId }, this.api.runs.cancel(runId, options))
  }

  /** Deletes a run that has ended. */
  deleteRun(runId: string, options?: CallOptions): Promise<void> {
    return told({ to: `delete the run ${runId}`, runId }, this.api.runs.delete(runId, options))
  }

  /**
   * Lists what steps can call.
   *
   * @param options `includeSchemas: true` for the JSON Schemas of input and output
   */
  async listComponents({
    includeSchemas = false,
    ...options
  }: ListComponentsOptions = {}): Promise<ComponentInfo[]> {
    const call = this.api.components.list({ includeSchemas }, options)
    return (await told({ to: 'list the components' }, call)).components
  }

  /** Ends open calls and refuses further ones. What runs on the server goes on. */
  close(): void {
    this.#closed.abort()
    this.api.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /** Starts a run, waits for its end, and reads what came out; all of it within the deadline. */
  #ended<T>(
    flow: FlowSource,
    inputs: readonly unknown[],
    { deadlineMs, signal, overrides, variables, maxConcurrency, ...others }: RunOptions,
    read: (runId: string, call: CallOptions) => Promise<T>,
  ): Promise<T> {
    let runId: string | undefined
    const limit = { deadlineMs, signal, closed: this.#closed.signal }
    return withinLimit(limit, { text: 'the run', runId: () => runId }, async (limited) => {
      const call = { ...others, signal: limited }
      const started = await startRun(this.api, flow, inputs, {
        ...call,
        overrides,
        variables,
        maxConcurrency,
      })
      runId = started.runId
      await waitForEnd(this.api, runId, { ...call, deadlineMs })
      return read(runId, call)
    })
  }
}
