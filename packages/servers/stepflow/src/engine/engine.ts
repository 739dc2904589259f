import type { LazyStore } from '../store/database-store.ts'
import type { Store } from '../store/store.ts'
import type { Component } from './components/component.ts'
import { builtinComponents, ComponentRegistry } from './components/registry.ts'
import { debugOperations } from './debug.ts'
import { DebugTurns } from './debug-turns.ts'
import { flowOperations } from './flows.ts'
import { type ReportError, RunLauncher, STOPPED_MESSAGE } from './launcher.ts'
import { runOperations } from './runs.ts'
import type { Stepflow } from './service.ts'
import { type FlowReader, failure } from './types.ts'

export interface EngineOptions {
  readonly store: Pick<LazyStore, 'get'>
  readonly readFlow: FlowReader
  /** Further components beside the builtin ones. */
  readonly components?: readonly Component[]
  readonly reportError: ReportError
}

export interface Engine extends Stepflow {
  /** Lets everybody who waits for a run go on, and ends debug calls. */
  releaseWaiting(): void
  /** Stops every run; resolves when their ends are stored. */
  close(): Promise<void>
}

/** The engine: stores flows and runs them. */
export function createEngine({ store, readFlow, components = [], reportError }: EngineOptions): Engine {
  const registry = new ComponentRegistry([...builtinComponents(readFlow), ...components])
  const launcher = new RunLauncher(store, registry, readFlow, reportError)
  const turns = new DebugTurns()
  return {
    flows: flowOperations(store, registry, readFlow),
    runs: runOperations(store, launcher, turns, readFlow),
    debug: debugOperations({ store, launcher, components: registry, readFlow, turns }),
    releaseWaiting: () => {
      turns.stop()
      launcher.releaseWaiting()
    },
    close: async () => {
      turns.stop()
      await turns.settled()
      await launcher.close()
    },
  }
}

/** Ends the runs that a process left running when it died. */
export async function recoverRuns({ runs }: Store): Promise<void> {
  for (const runId of await runs.runningIds()) {
    await runs.end(runId, 'failed', { status: 'failed', result: failure(500, STOPPED_MESSAGE) })
  }
}
