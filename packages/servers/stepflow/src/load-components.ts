import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { readFlow } from './api/read-flow.ts'
import { type Component, ComponentError, defineComponent } from './engine/components/component.ts'
import { componentFault, kindOf } from './engine/components/own.ts'
import { builtinComponents } from './engine/components/registry.ts'

/** What a module of components is given, so that it needs no imports. */
export interface ComponentToolkit {
  readonly defineComponent: typeof defineComponent
  readonly ComponentError: typeof ComponentError
  readonly z: typeof z
}

/** The default export of a module of components: one, several, or a function that makes them. */
export type ComponentModule =
  | Component
  | readonly Component[]
  | ((
      toolkit: ComponentToolkit,
    ) => Component | readonly Component[] | Promise<Component | readonly Component[]>)

const TOOLKIT: ComponentToolkit = { defineComponent, ComponentError, z }

/**
 * Loads components of one's own from modules.
 *
 * @param files - paths of the modules, JavaScript or TypeScript that Node runs as it is.
 * @throws Error that names the file for one that is missing, fails, or exports anything but components,
 * and for two components with one path.
 */
export async function loadComponents(files: readonly string[]): Promise<Component[]> {
  const builtin = builtinComponents(readFlow)
  const origins = new Map<string, string>()
  const components: Component[] = []
  for (const file of files) {
    for (const candidate of await candidatesIn(file)) {
      const fault = componentFault(candidate, builtin)
      if (fault !== undefined) throw new Error(`--components ${file}: ${fault}`)
      const component = candidate as Component
      const other = origins.get(component.path)
      if (other !== undefined) {
        throw new Error(
          `--components ${file}: component ${component.path}: ${other === file ? 'the file' : other} has one with this path, too`,
        )
      }
      origins.set(component.path, file)
      components.push(component)
    }
  }
  return components
}

async function candidatesIn(file: string): Promise<readonly unknown[]> {
  const exported = await defaultExport(file)
  const made = typeof exported === 'function' ? await call(file, exported) : exported
  const candidates: readonly unknown[] = Array.isArray(made) ? made : [made]
  if (candidates.some((each) => typeof each !== 'object' || each === null)) {
    const whose = typeof exported === 'function' ? 'the function it exports gave' : 'its default export is'
    throw new Error(
      `--components ${file}: ${whose} ${kindOf(made)}; it must be a component, a list of components, or a function that gives one of both`,
    )
  }
  return candidates
}

async function defaultExport(file: string): Promise<unknown> {
  const path = resolve(file)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Error(`--components ${file}: there is no file ${path}`)
  if (!found.isFile()) throw new Error(`--components ${file}: ${path} is not a file`)
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown }
    return module.default
  } catch (error) {
    throw new Error(`--components ${file}: the module failed while it was loaded: ${messageOf(error)}`)
  }
}

async function call(file: string, make: unknown): Promise<unknown> {
  try {
    return await (make as (toolkit: ComponentToolkit) => unknown)(TOOLKIT)
  } catch (error) {
    throw new Error(`--components ${file}: the function it exports failed: ${messageOf(error)}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
