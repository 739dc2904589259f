import { z } from 'zod'
import type { ComponentDescription } from '../service.ts'
import type { FlowReader } from '../types.ts'
import { getBlob, putBlob } from './blobs.ts'
import type { Component } from './component.ts'
import { createMessages } from './create-messages.ts'
import { evalFlow } from './eval.ts'
import { iterateFlow } from './iterate.ts'
import { mapFlow } from './map.ts'
import { BUILTIN_PREFIX } from './own.ts'

/** The components of a server, found by path. */
export class ComponentRegistry {
  readonly #components: ReadonlyMap<string, Component>

  /** @throws Error if two components have one path. */
  constructor(components: readonly Component[]) {
    this.#components = new Map(components.map((component) => [component.path, component]))
    const twice = components.find((component) => this.#components.get(component.path) !== component)
    if (twice !== undefined) throw new Error(`Two components have the path ${twice.path}`)
  }

  /** The component at a path; the builtin ones go with and without their prefix. */
  find(path: string): Component | undefined {
    return this.#components.get(path) ?? this.#components.get(BUILTIN_PREFIX + path)
  }

  /** All components by path. */
  describe(): ComponentDescription[] {
    return [...this.#components.values()]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, description, input, output }) => ({
        path,
        description,
        inputSchema: z.toJSONSchema(input, { io: 'input' }) as Record<string, unknown>,
        outputSchema: z.toJSONSchema(output, { io: 'input' }) as Record<string, unknown>,
      }))
  }
}

/** The components that every server has. */
export function builtinComponents(readFlow: FlowReader): Component[] {
  return [createMessages, evalFlow, mapFlow(readFlow), iterateFlow(readFlow), putBlob(readFlow), getBlob]
}
