import { z } from 'zod'
import type { ComponentDescription } from '../service.ts'
import type { FlowReader } from '../types.ts'
import { getBlob, putBlob } from './blobs.ts'
import type { Component } from './component.ts'
import { createMessages } from './create-messages.ts'
import { evalFlow } from './eval.ts'
import { iterateFlow } from './iterate.ts'
import { mapFlow } from './map.ts'

const BUILTIN_PREFIX = '/builtin'

/** The components of a server, found by path. */
export class ComponentRegistry {
  readonly #components: ReadonlyMap<string, Component>

  constructor(components: readonly Component[]) {
    this.#components = new Map(components.map((component) => [component.path, component]))
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
