import type { LazyStore } from '../store/database-store.ts'
import type { Store } from '../store/store.ts'
import { blobOperations } from './blobs.ts'
import type { Component } from './components/component.ts'
import { builtinComponents, ComponentRegistry } from './components/registry.ts'
import { debugOperations } from './debug.ts'
import { DebugTurns } from './debug-turns.ts'
import { EventHub } from './event-hub.ts'
import { flowOperations } from './flows.ts'
import { type ReportError, RunLauncher } from './launcher.ts'
import type { RunTree } from './run-tree.ts'
import { runOperations } from './runs.ts'
import type { Stepflow } from './service.ts'
import type { FlowReader } from './types.ts'

export interface EngineOptions {
  readonly store: Pick<LazyStore, 'get'>
  readonly readFlow: FlowReader
  /** Further components beside the builtin ones. */
  readonly components?: readonly Component[]
  readonly reportError: ReportError
  /** What a run that is in no other may come to, with the runs inside it; default: what `RunTree` allows. */
  readonly newTree?: () => RunTree
}

export interface Engine extends Stepflow {
  /** Resumes the runs of a store that is being opened; resolves when all are under way. */
  resume(store: Store): Promise<void>
  /** Lets everybody who waits for a run or follows one go on, and ends debug calls. */
  releaseWaiting(): void
  /** Interrupts every run, to be resumed by the next engine; resolves when nothing is being stored. */
  close(): Promise<void>
}

/** The engine: stores flows and runs them. */
export function createEngine(options: EngineOptions): Engine {
  const { store, readFlow, components = [], reportError: report, newTree } = options
  const registry = new ComponentRegistry([...builtinComponents(readFlow), ...components])
  const hub = new EventHub()
  const launcher = new RunLauncher({ store, components: registry, readFlow, hub, report, newTree })
  const turns = new DebugTurns()
  return {
    flows: flowOperations(store, registry, readFlow),
    runs: runOperations({ store, launcher, turns, readFlow, hub }),
    blobs: blobOperations(store, readFlow),
    debug: debugOperations({ store, launcher, components: registry, readFlow, turns }),
    resume: (opened) => launcher.resumeAll(opened),
    releaseWaiting: () => {
      turns.stop()
      hub.close()
      launcher.releaseWaiting()
    },
    close: async () => {
      turns.stop()
      hub.close()
      await turns.settled()
      await launcher.close()
    },
  }
}
