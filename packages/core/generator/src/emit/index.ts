import type { ApiConfig } from '../config.ts'
import type { ApiModel } from '../model/types.ts'
import { errorBaseName, errorClasses } from './errors.ts'
import { unusedName } from './scope.ts'

/** Types of the runtime that signatures of a client mention. */
const runtimeTypes = [
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

const runtimeValues = ['ApiPromise', 'apiKey', 'basic', 'bearer']

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
  const taken = new Set([
    config.client,
    'createClient',
    'isError',
    errorBaseName(config),
    ...errorClasses,
    ...optionTypes,
    ...runtimeTypes,
    ...runtimeValues,
  ])
  const renamed: RenamedExport[] = []
  const specifier = (suffix: string) => (name: string) => {
    const exportedAs = taken.has(name) ? unusedName(`${name}${suffix}`, taken) : name
    taken.add(exportedAs)
    if (exportedAs === name) return name
    renamed.push({ name, exportedAs })
    return `${name} as ${exportedAs}`
  }
  const values = model.types.values.map(specifier('Type'))
  const types = model.types.types.filter((name) => !model.types.values.includes(name)).map(specifier('Type'))
  const lines = [
    `export { ${runtimeValues.join(', ')} } from '@driftless/runtime'`,
    `export type { ${runtimeTypes.join(', ')} } from '@driftless/runtime'`,
    `export { ${config.client} } from './client.js'`,
    `export { createClient, ${optionTypes.map((name) => `type ${name}`).join(', ')} } from './create-client.js'`,
    `export { ${[errorBaseName(config), ...errorClasses, 'isError'].join(', ')} } from './errors.js'`,
  ]
  const typeNames = [...renamed]
  for (const { className, fileName } of model.resources) {
    lines.push(`export { ${specifier('Resource')(className)} } from './resources/${fileName}.js'`)
  }
  if (values.length > 0) lines.push(`export { ${values.join(', ')} } from './types.js'`)
  if (types.length > 0) lines.push(`export type { ${types.join(', ')} } from './types.js'`)
  return { text: `${lines.join('\n')}\n`, renamed: typeNames }
}
