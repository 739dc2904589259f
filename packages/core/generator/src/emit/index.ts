import type { ApiConfig } from '../config.ts'
import type { ApiModel } from '../model/types.ts'
import { errorBaseName, errorClasses } from './errors.ts'
import { exportStatements } from './exports.ts'
import { streamExports, streamingResources } from './operations.ts'
import { pagedOperations, pageExports } from './pages.ts'
import { unusedName } from './scope.ts'

/** Types of the runtime that signatures of a client mention. */
const runtimeTypes = [
  'ApiPromise',
  'Attempt',
  'AuthProvider',
  'CallOptions',
  'CallResult',
  'Client',
  'ClientOptions',
  'HttpRequest',
  'Middleware',
  'ResponseInfo',
  'RetryEvent',
  'Secret',
]

const runtimeValues = ['apiKey', 'basic', 'bearer']

/** A name that the main entry exports otherwise than its module does. */
export interface RenamedExport {
  readonly name: string
  readonly exportedAs: string
}

export interface IndexModule {
  readonly text: string
  /** Types of the document that the main entry exports under another name. */
  readonly renamed: readonly RenamedExport[]
}

/**
 * Prints `src/index.ts`: client, errors, resources, types. A type of the document whose name is taken there keeps
 * it in `src/types.ts` and is exported with `Type` behind it.
 */
export function indexModule(model: ApiModel, config: ApiConfig, optionTypes: readonly string[]): IndexModule {
  const streams = streamingResources(model).length > 0 ? [streamExports] : []
  const pages = pagedOperations(model).length > 0 ? pageExports : { values: [], types: [] }
  const taken = new Set([
    config.client,
    'createClient',
    'isError',
    errorBaseName(config),
    ...errorClasses,
    ...optionTypes,
    ...runtimeTypes,
    ...runtimeValues,
    ...pages.values,
    ...pages.types,
    ...streams.flatMap(({ values = [], types = [] }) => [...values, ...types]),
  ])
  const renamed: RenamedExport[] = []
  const specifier = (suffix: string) => (name: string) => {
    const exportedAs = taken.has(name) ? unusedName(`${name}${suffix}`, taken) : name
    taken.add(exportedAs)
    if (exportedAs === name) return name
    renamed.push({ name, exportedAs })
    return `${name} as ${exportedAs}`
  }
  const typeNames = model.types.types.filter((name) => !model.types.values.includes(name))
  const own = { values: model.types.values.map(specifier('Type')), types: typeNames.map(specifier('Type')) }
  const renamedTypes = [...renamed]
  const resources = model.resources.map(({ className, fileName }) => ({
    module: `./resources/${fileName}.js`,
    values: [specifier('Resource')(className)],
  }))
  const text = exportStatements([
    {
      module: '@driftless/runtime',
      values: [...runtimeValues, ...pages.values],
      types: [...runtimeTypes, ...pages.types],
    },
    { module: './client.js', values: [config.client] },
    { module: './create-client.js', values: ['createClient'], types: optionTypes },
    { module: './errors.js', values: [errorBaseName(config), ...errorClasses, 'isError'] },
    ...streams,
    ...resources,
    { module: './types.js', ...own },
  ])
  return { text, renamed: renamedTypes }
}
