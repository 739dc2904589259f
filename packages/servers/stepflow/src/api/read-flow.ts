import type { FlowReader } from '../engine/types.ts'
import { Flow } from './schemas/flow.ts'

/** Checks a JSON value against the schema of flows. */
export const readFlow: FlowReader = (json) => {
  const parsed = Flow.safeParse(json)
  if (parsed.success) return { flow: parsed.data }
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'flow'}: ${message}`,
  )
  return { error: issues.join('; ') }
}
