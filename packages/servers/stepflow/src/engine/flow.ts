import { createHash } from 'node:crypto'
import { type Expression, parseExpression, serializeExpression } from './expressions.ts'
import type { ErrorAction, ExampleInput, FlowDefinition, FlowSchemas, StepDefinition } from './types.ts'
import { declaredVariables, type VariableDeclarations } from './variables.ts'

/** The one flow format there is. */
export const FLOW_FORMAT = 'https://stepflow.org/schemas/v1/flow.json'

export interface CompiledStep {
  readonly index: number
  readonly id: string
  readonly component: string
  readonly input: Expression
  readonly onError: ErrorAction
  readonly mustExecute: boolean
}

/** A flow whose expressions are read. */
export interface CompiledFlow {
  readonly steps: readonly CompiledStep[]
  readonly output: Expression
  readonly variables: VariableDeclarations | undefined
  /** Index of the first step with this id. */
  indexOf(stepId: string): number | undefined
}

/** Reads the expressions of a flow that passed the check of its shape. */
export function compileFlow(flow: FlowDefinition): CompiledFlow {
  const steps = (flow.steps ?? []).map((step, index) => ({
    index,
    id: step.id,
    component: step.component,
    input: parseExpression(step.input ?? null),
    onError: step.onError ?? { action: 'fail' as const },
    mustExecute: step.mustExecute ?? false,
  }))
  const indexes = new Map<string, number>()
  for (const { id, index } of steps) if (!indexes.has(id)) indexes.set(id, index)
  return {
    steps,
    output: parseExpression(flow.output ?? null),
    variables: declaredVariables(flow),
    indexOf: (stepId) => indexes.get(stepId),
  }
}

/** Content and its id: the hash of its compact JSON. */
export interface HashedContent {
  readonly id: string
  readonly content: string
}

/** Hashes any JSON value in the key order it has. */
export function hashContent(value: unknown): HashedContent {
  const content = JSON.stringify(value)
  return { id: createHash('sha256').update(content).digest('hex'), content }
}

/**
 * The one form of a flow, which its id is computed from: members in a fixed order, absent and empty ones
 * left out, paths normalized. What users write inside inputs and literals keeps its key order.
 */
export function normalizeFlow(flow: FlowDefinition): FlowDefinition {
  return {
    ...compact({
      schema: FLOW_FORMAT,
      name: flow.name,
      description: flow.description,
      version: flow.version,
      schemas: normalizeSchemas(flow.schemas),
      steps: flow.steps?.map(normalizeStep),
    }),
    ...expressionMember('output', flow.output),
    ...compact({
      test: flow.test === undefined || flow.test === null ? undefined : compact(flow.test),
      examples: flow.examples?.map(normalizeExample),
      metadata: flow.metadata,
    }),
  }
}

/** The one form of a step, which overrides patch. */
export function normalizeStep(step: StepDefinition): StepDefinition {
  return {
    id: step.id,
    component: step.component,
    ...compact({ onError: step.onError }),
    ...expressionMember('input', step.input),
    ...compact({ mustExecute: step.mustExecute, metadata: step.metadata }),
  }
}

function normalizeExample({ name, description, input }: ExampleInput): ExampleInput {
  return { name, ...(typeof description === 'string' ? { description } : {}), input }
}

/** An expression that is null is left out; one that is an empty list or map is a value like any other. */
function expressionMember<Name extends string>(name: Name, json: unknown): { [N in Name]?: unknown } {
  if (json === undefined || json === null) return {}
  return { [name]: serializeExpression(parseExpression(json)) } as { [N in Name]: unknown }
}

function normalizeSchemas(schemas: FlowSchemas | null | undefined): FlowSchemas | undefined {
  if (schemas === undefined || schemas === null) return undefined
  const properties = schemas.properties ?? {}
  const steps = compact({ properties: properties.steps?.properties })
  const filled = compact({
    input: properties.input,
    output: properties.output,
    variables: properties.variables,
    steps: isEmpty(steps) ? undefined : ({ type: 'object', ...steps } as const),
  })
  const members = compact({ $defs: schemas.$defs, properties: isEmpty(filled) ? undefined : filled })
  return isEmpty(members) ? undefined : { type: 'object', ...members }
}

/** Leaves out members that are absent, null, or empty lists and maps. */
function compact<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isBlank(value))) as T
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && isEmpty(value))
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0
}
