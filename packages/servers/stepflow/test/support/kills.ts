import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  createContract,
  createTestClient,
  startProgram,
  type TestClient,
} from '@driftless/server-kit/testing'
import { expect } from 'vitest'
import { createStepflowApi } from '../../src/api/app.ts'
import { type Json, type RunBody, storeFlow } from './calls.ts'
import { type ProgramDatabase, programDatabase } from './database.ts'
import { openEvents } from './events.ts'
import { conditional } from './json.ts'

const MAIN = fileURLToPath(new URL('counting-main.ts', import.meta.url))
const contract = createContract(createStepflowApi({} as never).openApiDocument(), '/api/v1', 'ErrorResponse')

const ITEMS = 3
/** Sub-runs per item: one of eval, one of map, three of iterate. */
const SUB_RUNS = 5

type Component = '/count/repeatable' | '/count/once'

const count = (id: string, component: Component, key: unknown, value: unknown = key): Json => ({
  id,
  component,
  // Long enough that a kill meets one that may not be repeated now and then.
  input: { key, ms: component === '/count/once' ? 30 : 4, value },
})

/** A flow whose steps need milliseconds each; `component` is what its first and last step call. */
function flowOf(component: Component): Json {
  const inner = (name: string): Json => ({
    name,
    steps: [count('c', '/count/repeatable', [name, { $input: '$' }])],
    output: { $step: 'c' },
  })
  const turn = conditional({ $input: '$.last' }, { result: 'done' }, { next: { $input: '$.next' } })
  const item = { $step: 'first', path: '$[1]' }
  const turns = {
    item,
    turn: 0,
    last: false,
    next: { item, turn: 1, last: false, next: { item, turn: 2, last: true } },
  }
  const mustExecute = { ...count('c', '/count/repeatable', ['iterate', { $input: '$' }]), mustExecute: true }
  const literal = (flow: Json) => ({ $literal: flow })
  const step = (id: string, input: Json) => ({ id, component: `/builtin/${id}`, input })
  return {
    steps: [
      count('first', component, ['first', { $input: '$' }]),
      step('put_blob', { data: literal(inner('eval')), blob_type: 'flow' }),
      step('eval', { flow_id: { $step: 'put_blob', path: '$.blob_id' }, input: item }),
      step('map', {
        workflow: literal(inner('map')),
        items: [0, 1].map((index) => [item, index]),
        max_concurrency: 1,
      }),
      step('iterate', {
        flow: literal({ name: 'iterate', steps: [mustExecute], output: turn }),
        initial_input: turns,
      }),
      count(
        'last',
        component,
        ['last', { $input: '$' }],
        ['eval', 'map', 'iterate'].map((id) => ({ $step: id })),
      ),
    ],
    output: { $step: 'last' },
  }
}

/** What came of a run during which the server was killed. */
export interface KilledRun {
  readonly status: string
  /** Whether the server was killed before the run had ended. */
  readonly interrupted: boolean
}

/** A server program that is killed and started again on the same database. */
export class KilledServer {
  readonly #database: ProgramDatabase
  readonly #calls: string
  #program: Awaited<ReturnType<typeof startProgram>> | undefined

  private constructor(database: ProgramDatabase) {
    this.#database = database
    this.#calls = path.join(tmpdir(), `driftless-stepflow-calls-${crypto.randomUUID()}`)
  }

  static async start(): Promise<KilledServer> {
    const server = new KilledServer(await programDatabase())
    await server.#start()
    return server
  }

  async remove(): Promise<void> {
    await this.#program?.stop('SIGKILL')
    await this.#database.remove()
    await rm(this.#calls, { force: true })
  }

  /** How long a run takes that nobody disturbs, from the answer to its request on, in milliseconds. */
  async duration(component: Component): Promise<number> {
    // The first run in a process is slow.
    await this.#waitFor(await this.#submit(component))
    const runId = await this.#submit(component)
    const began = performance.now()
    await this.#waitFor(runId)
    const took = performance.now() - began
    await this.#check(runId)
    return took
  }

  /**
   * Starts a run, kills the server some milliseconds after it answers, starts it again, and so on for each
   * delay; then waits for the end of the run and holds what happened against the promises of the server.
   */
  async killDuringRun(component: Component, ...delaysMs: readonly number[]): Promise<KilledRun> {
    const runId = await this.#submit(component)
    let killed = 0
    for (const delay of delaysMs) {
      await sleep(delay)
      await this.#program?.stop('SIGKILL')
      killed = Date.now()
      await this.#start()
    }
    await this.#waitFor(runId)
    const last = await this.#check(runId, delaysMs.length)
    return { status: last.status, interrupted: last.timestamp.getTime() > killed }
  }

  async #submit(component: Component): Promise<string> {
    await rm(this.#calls, { force: true })
    const flowId = await storeFlow(this.#client, flowOf(component))
    const input = Array.from({ length: ITEMS }, (_, item) => item)
    const body = { flowId, input, wait: false, maxConcurrency: 2 }
    return (await this.#client.request<RunBody>('POST', '/runs', { body })).body.runId
  }

  async #waitFor(runId: string): Promise<void> {
    const { body } = await this.#client.request<Json>('GET', `/runs/${runId}?wait=true&timeoutSecs=100`)
    expect(body.status).not.toBe('running')
  }

  async #start(): Promise<void> {
    const environment = { ...this.#database.environment, STEPFLOW_TEST_CALLS: this.#calls }
    this.#program = await startProgram(MAIN, ['--port', '0', ...this.#database.args], environment)
  }

  get #url(): string {
    return `http://127.0.0.1:${this.#program?.port}/api/v1`
  }

  get #client(): TestClient {
    return createTestClient(this.#url, contract)
  }

  async #history(runId: string): Promise<readonly Json[]> {
    const stream = await openEvents({ url: this.#url, contract }, runId)
    return (await stream.rest()).map(({ data }) => data)
  }

  /** @returns how the run ended. */
  async #check(runId: string, kills = 0): Promise<{ status: string; timestamp: Date }> {
    const { body } = await this.#client.request<{ runs: { runId: string; status: string }[]; total: number }>(
      'GET',
      `/runs?rootRunId=${runId}&limit=1000`,
    )
    expect(body.runs.map((run) => run.status)).not.toContain('running')
    for (const run of body.runs) checkHistory(await this.#history(run.runId), kills)
    const last = (await this.#history(runId)).at(-1)
    const status = String(last?.status)
    checkCalls(await readFile(this.#calls, 'utf8').catch(() => ''), status, kills)
    if (status === 'completed') expect(body.total).toBe(1 + ITEMS * SUB_RUNS)
    else {
      expect(last?.message).toMatch(
        /^Step '(first|last)' \(\/count\/once\) was in flight when the server stopped/,
      )
    }
    return { status, timestamp: new Date(String(last?.timestamp)) }
  }
}

/** Without gaps, nothing after the end, no step again after its result, or more often than there were kills. */
function checkHistory(events: readonly Json[], kills: number): void {
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  expect(events.filter(({ type }) => type === 'runCompleted')).toEqual([events.at(-1)])
  const completed = new Set<string>()
  for (const event of events) {
    if (event.type !== 'stepStarted' && event.type !== 'stepCompleted') continue
    const step = `${String(event.itemIndex)}/${String(event.stepId)}`
    expect(completed, 'steps with a result').not.toContain(step)
    if (event.type === 'stepCompleted') completed.add(step)
    else expect(event.attempt, step).toBeLessThanOrEqual(1 + kills)
  }
}

/** What may not be repeated began once at most, all else once more per kill; a completed run did everything. */
function checkCalls(text: string, status: string, kills: number): void {
  const began = new Map<string, number>()
  const ended = new Set<string>()
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const call = JSON.parse(line) as { began?: unknown; ended?: unknown; repeatable: boolean }
    const key = JSON.stringify(call.began ?? call.ended)
    if (call.ended !== undefined) ended.add(key)
    if (call.began === undefined) continue
    began.set(key, (began.get(key) ?? 0) + 1)
    expect(began.get(key), key).toBeLessThanOrEqual(call.repeatable ? 1 + kills : 1)
  }
  if (status !== 'completed') return
  // Per item: first, last, one of eval, two of map, three of iterate.
  expect([...began.keys()].filter((key) => ended.has(key))).toHaveLength(ITEMS * 8)
}
