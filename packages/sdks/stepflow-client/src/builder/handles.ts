import { FlowBuilderError } from '../errors.ts'
import type { FlowPath, StepReference } from './expressions.ts'

/** An earlier step: stands for its whole result, `at` for a part of it. */
export interface StepHandle<Id extends string> {
  readonly $step: Id
  /**
   * Refers to a part of the step's result.
   *
   * @param path such as `$.messages[0].content`
   */
  at(path: FlowPath): StepReference<Id>
}

/** The earlier steps of a flow by id. */
export type StepHandles<Ids extends string> = { readonly [Id in Ids]: StepHandle<Id> }

class Handle<Id extends string> implements StepHandle<Id> {
  readonly $step: Id

  constructor(id: Id) {
    this.$step = id
  }

  at(path: FlowPath): StepReference<Id> {
    return { $step: this.$step, path }
  }
}

/**
 * Makes the handles of earlier steps. The compiler knows which there are; without it, asking for another is an
 * error instead of a silent `undefined`.
 *
 * @param place who asks, for the message
 */
export function handlesOf<Ids extends string>(ids: readonly Ids[], place: string): StepHandles<Ids> {
  const handles = Object.create(null) as Record<string, Handle<string>>
  for (const id of ids) handles[id] = new Handle(id)
  return new Proxy(handles, {
    get: (target, name) => target[String(name)] ?? noSuchStep(String(name), ids, place),
  }) as StepHandles<Ids>
}

/** @throws FlowBuilderError always */
export function noSuchStep(id: string, earlier: readonly string[], place: string): never {
  const known = earlier.length === 0 ? 'there is none before it' : `before it come ${earlier.join(', ')}`
  throw new FlowBuilderError(`${place}: refers to the step "${id}", but ${known}`)
}
