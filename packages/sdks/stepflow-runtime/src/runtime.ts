import type { CallOptions, ComponentInfo, FlowResult, HealthResponse } from 'stepflow-api'
import {
  type Batch,
  type Executor,
  type FlowSource,
  type ListComponentsOptions,
  type RunOptions,
  StepflowClient,
  type SubmitOptions,
  type ValidationResult,
} from 'stepflow-client'
import { resolveCommand } from './command.ts'
import { type CallLimits, guardedCall } from './guarded-call.ts'
import type { LogEntry } from './log.ts'
import {
  type CheckedOptions,
  checkCount,
  checkOptions,
  checkStopTimeout,
  type StartOptions,
} from './options.ts'
import { urlOf } from './readiness.ts'
import { Supervisor } from './supervisor.ts'

/**
 * A Stepflow server that runs as a child of this program, and a client of it.
 *
 * - It ends with this program, however that ends: SIGKILL too. A watchdog process sees to it.
 * - Until `stop`, or `unref`, it keeps this program alive.
 * - Calls wait while it is being restarted. One that is under way when the server ends fails with a
 *   {@link ServerCrashedError} or {@link RuntimeStoppedError}; it may have been carried out.
 *
 * @example
 * await using runtime = await StepflowRuntime.start({ command: 'stepflow-server' })
 * const result = await runtime.run('flows/greet.yaml', { name: 'Ada' })
 */
export class StepflowRuntime implements Executor, AsyncDisposable {
  /**
   * A client that is connected to the server, and stays so over restarts. Its calls know nothing of them: they are
   * retried, or fail, as with any server.
   */
  readonly client: StepflowClient
  readonly #supervisor: Supervisor
  readonly #stopTimeoutMs: number

  private constructor(client: StepflowClient, supervisor: Supervisor, stopTimeoutMs: number) {
    this.client = client
    this.#supervisor = supervisor
    this.#stopTimeoutMs = stopTimeoutMs
  }

  /**
   * Starts a server, waits until it is healthy, and connects to it.
   *
   * @throws StepflowRuntimeError if an option makes no sense, or no server program is known
   * @throws ServerStartError if it ends or is not healthy in time; with the end of its output, and nothing is left
   * @throws NotAStepflowServerError if it is healthy, but no Stepflow server; nothing is left either
   * @example
   * await using runtime = await StepflowRuntime.start({ command: 'stepflow-server', restartPolicy: 'on_failure' })
   */
  static async start(options: StartOptions = {}): Promise<StepflowRuntime> {
    const checked = checkOptions(options)
    const supervisor = new Supervisor(resolveCommand(checked), checked)
    await supervisor.start(checked.signal)
    return new StepflowRuntime(await connect(supervisor, checked), supervisor, checked.stopTimeoutMs)
  }

  /** Where the server is, such as `http://127.0.0.1:7837`; the same after a restart. */
  get url(): string {
    return urlOf(this.#supervisor.port)
  }

  /** Port of the server; the same after a restart. */
  get port(): number {
    return this.#supervisor.port
  }

  /** Id of the server's process; `undefined` while there is none. */
  get pid(): number | undefined {
    return this.#supervisor.pid
  }

  /** Whether the server's process runs. It may not be ready: see `whenReady`. */
  get isAlive(): boolean {
    return this.#supervisor.isAlive
  }

  /** Whether the server has ended by itself and is not started again. */
  get crashed(): boolean {
    return this.#supervisor.crashed
  }

  /** The last `count` lines that the server wrote, oldest first, over all restarts; at most `logLines` are kept. */
  getRecentLogs(count = 100): LogEntry[] {
    return this.#supervisor.recentLogs(checkCount(count))
  }

  /**
   * Waits until the server is ready, where it is being restarted.
   *
   * @throws ServerCrashedError if it is down for good
   * @throws RuntimeStoppedError after `stop`
   */
  async whenReady(): Promise<void> {
    await this.#supervisor.uptime
  }

  /** Asks the server how it is. */
  health(options?: CallOptions): Promise<HealthResponse> {
    return this.#call(options, (rest) => this.client.health(rest))
  }

  /** Runs a flow on one input and gives its result, failed ones too; see `StepflowClient.run`. */
  run(flow: FlowSource, input: unknown, options?: RunOptions): Promise<FlowResult> {
    return this.#call(options, (rest) => this.client.run(flow, input, rest))
  }

  /** Starts a flow on one input and gives the run's id at once. */
  submit(flow: FlowSource, input: unknown, options?: SubmitOptions): Promise<string> {
    return this.#call(options, (rest) => this.client.submit(flow, input, rest))
  }

  /** Gives the result of an ended run of one input. */
  getResult(runId: string, options?: CallOptions): Promise<FlowResult> {
    return this.#call(options, (rest) => this.client.getResult(runId, rest))
  }

  /** Says what is wrong with a flow; stores nothing. */
  validate(flow: FlowSource, options?: CallOptions): Promise<ValidationResult> {
    return this.#call(options, (rest) => this.client.validate(flow, rest))
  }

  /** Lists what steps can call. */
  listComponents(options?: ListComponentsOptions): Promise<ComponentInfo[]> {
    return this.#call(options, (rest) => this.client.listComponents(rest))
  }

  /** Runs a flow on several inputs as one run, waits for the end and gives all results. */
  runBatch(flow: FlowSource, inputs: readonly unknown[], options?: RunOptions): Promise<Batch> {
    return this.#call(options, (rest) => this.client.runBatch(flow, inputs, rest))
  }

  /** Starts a flow on several inputs as one run and gives the run's id at once. */
  submitBatch(flow: FlowSource, inputs: readonly unknown[], options?: SubmitOptions): Promise<string> {
    return this.#call(options, (rest) => this.client.submitBatch(flow, inputs, rest))
  }

  /** Gets a run of several inputs as it stands, with the results that there are. */
  getBatch(runId: string, options?: CallOptions): Promise<Batch> {
    return this.#call(options, (rest) => this.client.getBatch(runId, rest))
  }

  /** Makes the server keep this program alive, as it does from the start. */
  ref(): this {
    this.#supervisor.keepAlive(true)
    return this
  }

  /** Lets this program end while the server runs; the server ends with it. */
  unref(): this {
    this.#supervisor.keepAlive(false)
    return this
  }

  /**
   * Ends the server, and whatever it has started: asks with SIGTERM, kills what is left after the time. Calls that
   * are under way then fail. To call it again is no error, and can only make it faster.
   *
   * @param timeoutMs from SIGTERM to SIGKILL; 0 kills at once; default `stopTimeoutMs`
   */
  async stop(timeoutMs: number = this.#stopTimeoutMs): Promise<void> {
    await this.#supervisor.stop(checkStopTimeout(timeoutMs))
    this.client.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  #call<T, Options extends CallLimits>(
    options: Options | undefined,
    call: (options: Options & CallLimits) => Promise<T>,
  ): Promise<T> {
    const given = options ?? ({} as Options)
    return guardedCall(this.#supervisor.uptime, given, (limits) => call({ ...given, ...limits }))
  }
}

/** Gives up the server where it cannot be connected to. */
async function connect(supervisor: Supervisor, options: CheckedOptions): Promise<StepflowClient> {
  try {
    return await guardedCall(supervisor.uptime, { signal: options.signal }, ({ signal }) =>
      StepflowClient.connect(urlOf(supervisor.port), { ...options.client, signal }),
    )
  } catch (error) {
    await supervisor.stop(options.stopTimeoutMs)
    options.signal?.throwIfAborted()
    throw error
  }
}
