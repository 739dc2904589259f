import type { Flow } from 'stepflow-api'
import { FlowBuilder } from '../builder/flow-builder.ts'
import { FlowBuilderError, StepflowClientError } from '../errors.ts'
import { loadFlow } from './load-flow.ts'

/**
 * A flow: as an object, built or plain; the path of a YAML or JSON file, or its `file:` URL; or, where the server has
 * it, its id.
 */
export type FlowSource = Flow | string | URL

/** Whether a text is the id of a stored flow: a SHA-256 in hexadecimal digits, which no path to a flow is. */
export function isFlowId(source: FlowSource): source is string {
  return typeof source === 'string' && /^[0-9a-f]{64}$/.test(source)
}

/**
 * Gives the flow itself.
 *
 * @throws FlowFileError if the file holds no flow
 * @throws FlowBuilderError for a builder, which as a document would be a flow of nothing
 */
export async function readSource(source: FlowSource): Promise<Flow> {
  if (isFlowId(source)) throw new StepflowClientError(`${source} is the id of a stored flow; give the flow`)
  if (source instanceof FlowBuilder) {
    throw new FlowBuilderError('the flow is not finished; end it with output()')
  }
  return typeof source === 'string' || source instanceof URL ? loadFlow(source) : source
}
