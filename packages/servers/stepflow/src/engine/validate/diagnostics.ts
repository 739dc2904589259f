import type { JsonPath } from '../paths.ts'

/** What a diagnostic is about, by `type`: the kinds that validation of a stored flow produces. */
export type DiagnosticMessage =
  | { readonly type: 'duplicateStepId'; readonly stepId: string }
  | { readonly type: 'emptyStepId' }
  | { readonly type: 'selfReference'; readonly stepId: string }
  | { readonly type: 'undefinedStepReference'; readonly fromStep: string; readonly referencedStep: string }
  | {
      readonly type: 'invalidComponent'
      readonly stepId: string
      readonly component: string
      readonly error: string
    }
  | { readonly type: 'unreachableStep'; readonly stepId: string }
  | { readonly type: 'missingFlowName' }
  | { readonly type: 'missingFlowDescription' }
  | {
      readonly type: 'unvalidatedFieldAccess'
      readonly stepId: string
      readonly field: string
      readonly reason: string
    }
  | { readonly type: 'missingVariableSchema' }
  | { readonly type: 'undefinedVariable'; readonly variable: string; readonly context: string }
  | { readonly type: 'undefinedRequiredVariable'; readonly variable: string; readonly context: string }
  | { readonly type: 'invalidSubflowLiteral'; readonly error: string }

export type DiagnosticLevel = 'fatal' | 'error' | 'warning'

export type PathPart = { readonly String: string } | { readonly Index: number }

export interface Diagnostic {
  readonly message: DiagnosticMessage
  readonly level: DiagnosticLevel
  readonly text: string
  /** Absent for the flow as a whole. */
  readonly path?: PathPart[]
  readonly ignore: boolean
}

export interface Diagnostics {
  readonly diagnostics: Diagnostic[]
  readonly numFatal: number
  readonly numError: number
  readonly numWarning: number
}

type Texts = {
  readonly [M in DiagnosticMessage as M['type']]: readonly [DiagnosticLevel, (message: M) => string]
}

const KINDS: Texts = {
  duplicateStepId: ['fatal', ({ stepId }) => `Two steps have the id '${stepId}'`],
  emptyStepId: ['fatal', () => 'A step has an empty id'],
  selfReference: ['fatal', ({ stepId }) => `Step '${stepId}' refers to itself`],
  undefinedStepReference: [
    'fatal',
    ({ fromStep, referencedStep }) =>
      `'${fromStep}' refers to step '${referencedStep}', which does not exist or comes later`,
  ],
  invalidComponent: [
    'error',
    ({ stepId, component, error }) => `Step '${stepId}' has the component '${component}': ${error}`,
  ],
  unreachableStep: ['warning', ({ stepId }) => `Nothing needs the result of step '${stepId}'`],
  missingFlowName: ['warning', () => 'The flow has no name'],
  missingFlowDescription: ['warning', () => 'The flow has no description'],
  unvalidatedFieldAccess: [
    'warning',
    ({ stepId, field, reason }) => `The path ${field} into '${stepId}' cannot be checked: ${reason}`,
  ],
  missingVariableSchema: ['warning', () => 'The flow uses variables, but has no schema for them'],
  undefinedVariable: [
    'error',
    ({ variable, context }) => `Variable '${variable}' in ${context} is not in the schema`,
  ],
  undefinedRequiredVariable: [
    'error',
    ({ variable, context }) => `Variable '${variable}' in ${context} is not in the schema and has no default`,
  ],
  invalidSubflowLiteral: ['error', ({ error }) => `What should be a flow here is none: ${error}`],
}

/** Makes a diagnostic with the level and the text of its kind. */
export function diagnostic(message: DiagnosticMessage, path: JsonPath = []): Diagnostic {
  const [level, text] = KINDS[message.type] as readonly [
    DiagnosticLevel,
    (message: DiagnosticMessage) => string,
  ]
  return {
    message,
    level,
    text: text(message),
    ...(path.length === 0 ? {} : { path: path.map(pathPart) }),
    ignore: message.type === 'unvalidatedFieldAccess',
  }
}

function pathPart(segment: string | number): PathPart {
  return typeof segment === 'number' ? { Index: segment } : { String: segment }
}

/** Counts diagnostics by level. */
export function collect(diagnostics: readonly Diagnostic[]): Diagnostics {
  const count = (level: DiagnosticLevel) => diagnostics.filter((each) => each.level === level).length
  return {
    diagnostics: [...diagnostics],
    numFatal: count('fatal'),
    numError: count('error'),
    numWarning: count('warning'),
  }
}
