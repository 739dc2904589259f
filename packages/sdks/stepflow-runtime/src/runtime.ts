import { resolveCommand } from './command.ts'
import type { LogEntry } from './log.ts'
import { checkOptions, checkStopTimeout, type StartOptions } from './options.ts'
import { urlOf } from './readiness.ts'
import { Supervisor } from './supervisor.ts'

export class StepflowRuntime implements AsyncDisposable {
  readonly #supervisor: Supervisor
  readonly #stopTimeoutMs: number

  private constructor(supervisor: Supervisor, stopTimeoutMs: number) {
    this.#supervisor = supervisor
    this.#stopTimeoutMs = stopTimeoutMs
  }

  static async start(options: StartOptions = {}): Promise<StepflowRuntime> {
    const checked = checkOptions(options)
    const supervisor = new Supervisor(resolveCommand(checked), checked)
    await supervisor.start(checked.signal)
    return new StepflowRuntime(supervisor, checked.stopTimeoutMs)
  }

  get url(): string {
    return urlOf(this.#supervisor.port)
  }
  get port(): number {
    return this.#supervisor.port
  }
  get pid(): number | undefined {
    return this.#supervisor.pid
  }
  get isAlive(): boolean {
    return this.#supervisor.isAlive
  }
  get crashed(): boolean {
    return this.#supervisor.crashed
  }
  getRecentLogs(count = 100): LogEntry[] {
    return this.#supervisor.recentLogs(count)
  }
  async whenReady(): Promise<void> {
    await this.#supervisor.uptime
  }
  ref(): this {
    this.#supervisor.keepAlive(true)
    return this
  }
  unref(): this {
    this.#supervisor.keepAlive(false)
    return this
  }
  async stop(timeoutMs = this.#stopTimeoutMs): Promise<void> {
    await this.#supervisor.stop(checkStopTimeout(timeoutMs))
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
