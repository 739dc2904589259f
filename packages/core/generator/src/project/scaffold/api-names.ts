import type { ApiConfig } from '../../config.ts'
import { checkConfig } from '../config.ts'
import { messageOf, UsageError } from '../errors.ts'
import { urlVariable } from '../spec-url.ts'

/** What a person may say about an API that is added. */
export interface NewApiNames {
  /** Folder below `schemas/` and name on the command line. */
  readonly name: string
  /** npm name of the client; default: from the name. */
  readonly package?: string | undefined
  /** Name of the client's class; default: from the package's name. */
  readonly client?: string | undefined
}

/**
 * Names everything of a new API: `pet-store` gives `pet-store-api`, `PetStoreApi` and `PET_STORE_URL`.
 *
 * @throws UsageError where a name cannot be one
 */
export function nameApi(names: NewApiNames, rest: Partial<ApiConfig> = {}): ApiConfig {
  const { name } = names
  const package_ = names.package ?? defaultPackage(name)
  const client = names.client ?? defaultClient(package_)
  try {
    return checkConfig(
      { name, package: package_, client, baseUrlVariable: urlVariable(name), ...rest },
      'the command line',
    )
  } catch (error) {
    throw new UsageError(`${messageOf(error)} Use NAME, --package and --client.`)
  }
}

/** npm name of the client of an API where nobody chose one. */
export function defaultPackage(name: string): string {
  return /(^|-)api$/.test(name) ? name : `${name}-api`
}

/** Name of the class of a client package where nobody chose one. */
export function defaultClient(packageName: string): string {
  const name = packageName.replace(/^@[^/]*\//, '')
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_whole, letter: string) => letter.toUpperCase())
}
