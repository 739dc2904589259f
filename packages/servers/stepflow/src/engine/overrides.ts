import { InvalidRequestError } from './errors.ts'
import { normalizeFlow } from './flow.ts'
import type { FlowDefinition, FlowReader, WorkflowOverrides } from './types.ts'
import { validateFlow } from './validate/validate.ts'

/**
 * Applies changes of steps to a copy of a flow.
 *
 * @throws InvalidRequestError for an unknown step and for a patch that leaves no valid flow.
 */
export function applyOverrides(
  flow: FlowDefinition,
  overrides: WorkflowOverrides | undefined,
  readFlow: FlowReader,
): FlowDefinition {
  const changes = Object.entries(overrides?.steps ?? {})
  if (changes.length === 0) return flow
  const steps: unknown[] = [...(flow.steps ?? [])]
  for (const [stepId, { value }] of changes) {
    const index = (flow.steps ?? []).findIndex(({ id }) => id === stepId)
    if (index < 0) throw new InvalidRequestError(field(stepId), `The flow has no step '${stepId}'`)
    steps[index] = mergePatch(steps[index], value)
  }
  const read = readFlow({ ...flow, steps })
  if ('error' in read) {
    const stepId = changes.length === 1 ? changes[0]?.[0] : undefined
    throw new InvalidRequestError(
      stepId === undefined ? 'overrides' : field(stepId),
      `After the patch: ${read.error}`,
    )
  }
  const fatal = validateFlow(read.flow, readFlow).diagnostics.find(({ level }) => level === 'fatal')
  if (fatal !== undefined) throw new InvalidRequestError('overrides', `After the patch: ${fatal.text}`)
  return normalizeFlow(read.flow)
}

function field(stepId: string): string {
  return `overrides.steps.${stepId}`
}

/** JSON Merge Patch, RFC 7396: null removes a member, objects are merged, all else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged = new Map<string, unknown>(isObject(target) ? Object.entries(target) : [])
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key)
    else merged.set(key, mergePatch(merged.get(key), value))
  }
  return Object.fromEntries(merged)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
