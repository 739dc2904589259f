import type { ParentPlace, RunRecord } from '../store/store.ts'
import { type ComponentContext, ComponentError, type SubRun } from './components/component.ts'
import { sizeWithin } from './result-budget.ts'
import { MAX_TREE_CHARACTERS, MAX_TREE_ITEMS, type RunTree } from './run-tree.ts'
import type { NewRun } from './service.ts'
import type { FlowResult } from './types.ts'

/** A flow can name itself in its input: without a limit such a run would never end. */
const MAX_DEPTH = 32

/** What a sub-run hangs on. */
export interface Parent {
  readonly record: RunRecord
  /** Aborted when the sub-run must stop, too. */
  readonly signal: AbortSignal
  /** What all runs around and inside it share. */
  readonly tree: RunTree
  /** The step that starts it; absent in debug calls, whose sub-runs nothing takes up again. */
  readonly place?: ParentPlace
  /** Whether the step may have started it before the server stopped. */
  readonly adopts?: boolean
}

/** Numbers the sub-runs that one step of one item starts, so that a repeated step finds them again. */
export class SubRunPlaces {
  readonly #itemIndex: number
  readonly #stepIndex: number
  #failures: number
  #adopts: boolean
  #ordinal = 0

  /**
   * @param failures - how many attempts of the step had failed before.
   * @param adopts - whether an attempt was in flight when the server stopped.
   */
  constructor(itemIndex: number, stepIndex: number, failures: number, adopts: boolean) {
    this.#itemIndex = itemIndex
    this.#stepIndex = stepIndex
    this.#failures = failures
    this.#adopts = adopts
  }

  next(): Required<Pick<Parent, 'place' | 'adopts'>> {
    const place = {
      itemIndex: this.#itemIndex,
      stepIndex: this.#stepIndex,
      failures: this.#failures,
      ordinal: this.#ordinal++,
    }
    return { place, adopts: this.#adopts }
  }

  /** An attempt failed: the next one has sub-runs of its own. */
  attemptFailed(): void {
    this.#failures++
    this.#ordinal = 0
    this.#adopts = false
  }
}

/** What the launcher does for sub-runs. */
export interface SubRunLauncher {
  /** Starts a sub-run, or takes up the one that the same step had started; resolves at its end. */
  runToEnd(run: NewRun, parent: Parent): Promise<string>
  results(runId: string): Promise<readonly { readonly status: string; readonly result?: FlowResult }[]>
}

/** What the component of a step may use. */
export function componentContext(
  launcher: SubRunLauncher,
  blobs: ComponentContext['blobs'],
  parent: Parent,
  places?: SubRunPlaces,
): ComponentContext {
  const run = (newRun: NewRun) => runSubFlow(launcher, { ...parent, ...places?.next() }, newRun)
  return {
    signal: parent.signal,
    blobs,
    runFlow: async (flowId, input) => {
      const { runId, results } = await run({ flowId, inputs: [input] })
      return { runId, result: results[0] as FlowResult }
    },
    runFlows: (flowId, inputs, { maxConcurrency } = {}) => run({ flowId, inputs, maxConcurrency }),
  }
}

async function runSubFlow(launcher: SubRunLauncher, parent: Parent, run: NewRun): Promise<SubRun> {
  if (parent.record.depth + 1 > MAX_DEPTH) {
    throw new ComponentError(500, `Flows run other flows more than ${MAX_DEPTH} levels deep`)
  }
  admit(run.inputs, parent.tree)
  const runId = await launcher.runToEnd(run, parent)
  // A sub-run that was stopped with its parent has no results yet, and the parent does not go on.
  parent.signal.throwIfAborted()
  const items = await launcher.results(runId)
  const results = run.inputs.map((_, index) => {
    const item = items[index]
    if (item?.result === undefined) {
      throw new ComponentError(500, `Sub-run ${runId} was ${item?.status ?? 'deleted'}`)
    }
    return item.result
  })
  return { runId, results }
}

/** @throws ComponentError if the inputs of a sub-run are more than the runs around it may have together. */
function admit(inputs: readonly unknown[], tree: RunTree): void {
  // A sub-run without inputs is a record, too.
  if (!tree.takeItems(Math.max(inputs.length, 1))) {
    throw new ComponentError(500, `The runs inside a run have more than ${MAX_TREE_ITEMS} items together`)
  }
  const size = sizeWithin(inputs, MAX_TREE_CHARACTERS)
  if (size === undefined || !tree.takeCharacters(size)) {
    throw new ComponentError(
      500,
      `The runs inside a run are too large: more than ${MAX_TREE_CHARACTERS} characters of JSON`,
    )
  }
}
