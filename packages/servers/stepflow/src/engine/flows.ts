import type { LazyStore } from '../store/database-store.ts'
import type { ComponentRegistry } from './components/registry.ts'
import { MissingError, StateConflictError } from './errors.ts'
import { hashContent, normalizeFlow } from './flow.ts'
import type { FlowOperations, StoredFlow } from './service.ts'
import type { ExampleInput, FlowDefinition, FlowReader } from './types.ts'
import { validateFlow } from './validate/validate.ts'

/** Stores flows under the hash of their normal form. */
export function flowOperations(
  store: Pick<LazyStore, 'get'>,
  components: ComponentRegistry,
  readFlow: FlowReader,
): FlowOperations {
  return {
    components: () => components.describe(),
    storeFlow: async (flow, dryRun) => {
      const diagnostics = validateFlow(flow, readFlow)
      if (diagnostics.numFatal > 0) return { diagnostics }
      const { id, content } = hashContent(normalizeFlow(flow))
      if (!dryRun) await (await store.get()).blobs.put(id, { kind: 'flow', content })
      return { flowId: id, diagnostics }
    },
    getFlow: async (flowId) => {
      const stored = await loadFlow(store, flowId)
      return { ...stored, examples: allExamples(stored.flow) }
    },
    deleteFlow: async (flowId) => {
      const { blobs, runs } = await store.get()
      await loadFlow(store, flowId)
      if (await runs.isFlowActive(flowId)) {
        throw new StateConflictError(
          `Flow '${flowId}' has runs that are running or paused; cancel them first`,
        )
      }
      await blobs.delete(flowId)
    },
  }
}

/** @throws MissingError if there is no such flow. */
export async function loadFlow(store: Pick<LazyStore, 'get'>, flowId: string): Promise<StoredFlow> {
  const blob = await (await store.get()).blobs.get(flowId)
  if (blob === undefined) throw new MissingError(`Flow '${flowId}' not found`)
  if (blob.kind !== 'flow') throw new MissingError(`Flow '${flowId}' not found: the blob holds data`)
  return { flowId, flow: JSON.parse(blob.content) as FlowDefinition }
}

/** Examples, and the test cases whose names are not taken by one. */
function allExamples(flow: FlowDefinition): ExampleInput[] {
  const examples = [...(flow.examples ?? [])]
  const names = new Set(examples.map(({ name }) => name))
  const cases = (flow.test?.cases ?? []) as readonly ExampleInput[]
  for (const { name, description, input } of cases) {
    if (!names.has(name))
      examples.push({ name, ...(typeof description === 'string' ? { description } : {}), input })
  }
  return examples
}
