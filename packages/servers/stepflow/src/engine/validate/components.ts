import type { CompiledFlow } from '../flow.ts'
import type { JsonPath } from '../paths.ts'
import { type Diagnostic, diagnostic } from './diagnostics.ts'

/** Paths of components. Whether there is such a component is seen when the step runs. */
export function checkComponents(flow: CompiledFlow, at: JsonPath): Diagnostic[] {
  return flow.steps
    .filter(({ component }) => !component.startsWith('/'))
    .map(({ id, component, index }) =>
      diagnostic({ type: 'invalidComponent', stepId: id, component, error: 'the path must start with "/"' }, [
        ...at,
        'steps',
        index,
        'component',
      ]),
    )
}
