import type { CallOptions, Diagnostics, Flow, StepflowApi } from 'stepflow-api'
import { told } from '../calls.ts'
import { type FlowDiagnostic, fromDiagnostic, listOf } from '../diagnostics.ts'
import { InvalidFlowError, RequestError } from '../errors.ts'

/** A flow that the server has. */
export interface StoredFlow {
  readonly flowId: string
  /** What is odd about it, though it was stored. */
  readonly diagnostics: readonly FlowDiagnostic[]
}

/** What is right and wrong with a flow. */
export interface ValidationResult {
  /** Whether the flow can be stored and, as far as the server can tell, works: there are no `errors`. */
  readonly valid: boolean
  /** Everything, in the order of the flow. */
  readonly diagnostics: readonly FlowDiagnostic[]
  /** Those that keep it from being stored (`fatal`) or from working (`error`). */
  readonly errors: readonly FlowDiagnostic[]
  readonly warnings: readonly FlowDiagnostic[]
}

/** Stores a flow; `InvalidFlowError` if the server does not take it. */
export async function storeFlow(api: StepflowApi, flow: Flow, options?: CallOptions): Promise<StoredFlow> {
  const { flowId, diagnostics } = await send(api, flow, false, options)
  if (typeof flowId === 'string') return { flowId, diagnostics }
  const fatal = diagnostics.filter(({ level }) => level === 'fatal')
  const name = flow.name == null ? 'the flow' : `the flow "${flow.name}"`
  throw new InvalidFlowError(`the server does not take ${name}${listOf(fatal)}`, { status: 200, diagnostics })
}

/** Asks what storing would say, and stores nothing. */
export async function validateFlow(
  api: StepflowApi,
  flow: Flow,
  options?: CallOptions,
): Promise<ValidationResult> {
  const diagnostics = await send(api, flow, true, options).then(
    (answer) => answer.diagnostics,
    (error) => {
      // A flow of the wrong shape is an invalid flow, too.
      if (error instanceof InvalidFlowError) return error.diagnostics
      throw error
    },
  )
  const warnings = diagnostics.filter(({ level }) => level === 'warning')
  const errors = diagnostics.filter(({ level }) => level !== 'warning')
  return { valid: errors.length === 0, diagnostics, errors, warnings }
}

async function send(api: StepflowApi, flow: Flow, dryRun: boolean, options: CallOptions | undefined) {
  const purpose = { to: dryRun ? 'validate the flow' : 'store the flow', root: 'flow' }
  try {
    const answer = await told(purpose, api.flows.store({ flow, dryRun }, options))
    return { flowId: answer.flowId, diagnostics: remarks(answer.diagnostics) }
  } catch (error) {
    if (!(error instanceof RequestError) || error.diagnostics.length === 0) throw error
    const { message, cause, status, diagnostics } = error
    throw new InvalidFlowError(message, { cause, status, diagnostics })
  }
}

function remarks({ diagnostics }: Diagnostics): FlowDiagnostic[] {
  return diagnostics.map(fromDiagnostic)
}
