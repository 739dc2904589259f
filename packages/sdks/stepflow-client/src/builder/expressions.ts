/** What the inputs and outputs of steps are made of: plain JSON, and references that the server resolves. */
import type { Flow } from 'stepflow-api'

/**
 * Path into a value: `$` is all of it, `.name` and `["any name"]` are properties, `[0]` is an item.
 * Without `$` in front a server would take the whole text for one name, so such a text does not compile.
 */
export type FlowPath = '$' | `$.${string}` | `$[${string}`

/** The result of a step, or a part of it. */
export interface StepReference<Id extends string> {
  readonly $step: Id
  readonly path?: FlowPath
}

/** The run's input, or a part of it. */
export interface InputReference {
  readonly $input: FlowPath
}

/** A variable of the run; `default` counts where neither the run nor the flow's schema gives a value. */
export interface VariableReference<Default> {
  readonly $variable: string
  readonly default?: Default
}

/** A value that is taken as it is: nothing inside is evaluated. */
export interface Literal {
  readonly $literal: unknown
}

/** One of two values; every condition but null, false and a failure counts as true. */
export interface Conditional<Condition, Then, Else> {
  readonly $if: Condition
  readonly then: Then
  readonly else?: Else
}

/** The first member that is not null. */
export interface Coalesce<Members> {
  readonly $coalesce: Members
}

/** Marks flows that the builder made. */
export const built: unique symbol = /* @__PURE__ */ Symbol('stepflow-client.flow')

/** A finished flow: an ordinary flow document that may also stand as a value in a step of another flow. */
export type BuiltFlow = Flow & { readonly [built]: true }

/** Keys that make an object a reference: an object with one of them must be that reference, fully right. */
interface NoReference {
  readonly $step?: never
  readonly $input?: never
  readonly $variable?: never
  readonly $literal?: never
  readonly $if?: never
  readonly $coalesce?: never
}

/** An object of expressions. */
export interface Members<Ids extends string> extends NoReference {
  readonly [name: string]: Expression<Ids> | undefined
}

/** A list of expressions. */
export interface Items<Ids extends string> extends ReadonlyArray<Expression<Ids>> {}

/**
 * JSON in which references to the steps `Ids`, and to no others, may stand anywhere.
 *
 * Lists and objects are interfaces of their own, because the compiler stops looking into type aliases that refer to
 * themselves before it comes to the reference in `{ a: [{ $step: 'b' }] }`.
 */
export type Expression<Ids extends string> =
  | StepReference<Ids>
  | InputReference
  | VariableReference<Expression<Ids>>
  | Literal
  | Conditional<Expression<Ids>, Expression<Ids>, Expression<Ids>>
  | Coalesce<Items<Ids>>
  | BuiltFlow
  | Items<Ids>
  | Members<Ids>
  | string
  | number
  | boolean
  | null

/**
 * Refers to the run's input.
 *
 * @param path into the input; all of it if absent
 * @example
 * input('$.name')
 */
export function input(path: FlowPath = '$'): InputReference {
  return { $input: path }
}

/**
 * Refers to a variable of the run.
 *
 * @param name of the variable, or a path that starts with it: `$.model.name`
 * @param fallback used where neither the run nor the flow's schema gives a value
 * @example
 * variable('model', 'small')
 */
export function variable<const Fallback = never>(
  name: string,
  fallback?: Fallback,
): VariableReference<Fallback> {
  return fallback === undefined ? { $variable: name } : { $variable: name, default: fallback }
}

/**
 * Takes a value as it is, though it looks like a reference.
 *
 * @example
 * literal({ $step: 'not a reference' })
 */
export function literal(value: unknown): Literal {
  return { $literal: value }
}

/**
 * Chooses between two values; only the chosen one's steps run.
 *
 * @param condition everything but null, false and a failure counts as true, 0 and "" too
 * @param otherwise null if absent
 * @example
 * when(input('$.formal'), 'Good evening', 'Hi')
 */
export function when<const Condition, const Then, const Else = never>(
  condition: Condition,
  then: Then,
  otherwise?: Else,
): Conditional<Condition, Then, Else> {
  return otherwise === undefined ? { $if: condition, then } : { $if: condition, then, else: otherwise }
}

/**
 * Takes the first member that is not null; a member that fails ends the search with its failure.
 *
 * @example
 * coalesce(input('$.nickname'), input('$.name'))
 */
export function coalesce<const Members extends readonly unknown[]>(...members: Members): Coalesce<Members> {
  return { $coalesce: members }
}
