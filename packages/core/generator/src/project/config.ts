import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ApiConfig } from '../config.ts'
import { messageOf, ProjectError } from './errors.ts'
import { readIfPresent } from './files.ts'
import { sha256 } from './hash.ts'
import { isRecord } from './records.ts'
import { pathsOf, type Workshop } from './workshop.ts'

export interface LoadedConfig {
  readonly config: ApiConfig
  /** Of what the file says, not of its bytes: a comment changes nothing, an imported value does. */
  readonly sha256: string
}

/**
 * Reads and checks `schemas/<api>/api.config.ts`.
 *
 * @throws ProjectError that names the file and the member that is wrong.
 */
export async function loadConfig(workshop: Workshop, api: string): Promise<LoadedConfig> {
  const path = pathsOf(workshop, api).config
  const shown = `schemas/${api}/${basename(path)}`
  const bytes = readIfPresent(path)
  if (bytes === undefined) throw new ProjectError(`${shown} is missing.`)
  const config = checkConfig(await importDefault(path, bytes, shown), shown)
  if (config.name !== api) {
    throw new ProjectError(`${shown}: name is ${JSON.stringify(config.name)}, but its folder is ${api}.`)
  }
  return loaded(config)
}

/** A configuration with the hash that it has once it stands in its file. */
export function loaded(config: ApiConfig): LoadedConfig {
  return { config, sha256: sha256(sortedJson(config)) }
}

async function importDefault(path: string, bytes: Buffer, shown: string): Promise<unknown> {
  // The query makes Node read an edited file again within one process.
  const url = `${pathToFileURL(path).href}?content=${sha256(bytes).slice(0, 16)}`
  try {
    const module: { default?: unknown } = await import(/* @vite-ignore */ url)
    return module.default
  } catch (error) {
    throw new ProjectError(`${shown} cannot be loaded: ${messageOf(error)}`)
  }
}

type Check = (value: unknown) => string | undefined

const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text')
const textOrNone: Check = (value) => (typeof value === 'string' ? undefined : 'must be a text')
const matching =
  (pattern: RegExp, example: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `must look like ${example}`
const record: (check: Check) => Check = (check) => (value) => {
  if (!isRecord(value)) return 'must be an object'
  for (const [key, member] of Object.entries(value)) {
    const problem = check(member)
    if (problem !== undefined) return `.${key} ${problem}`
  }
  return undefined
}
const object: (members: Record<string, Check>, required: readonly string[]) => Check =
  (members, required) => (value) => {
    if (!isRecord(value)) return 'must be an object'
    for (const name of required) {
      if (value[name] === undefined) return `.${name} is missing`
    }
    for (const [name, member] of Object.entries(value)) {
      const check = members[name]
      if (check === undefined) return `.${name} is unknown (known: ${Object.keys(members).join(', ')})`
      const problem = member === undefined ? undefined : check(member)
      if (problem !== undefined) return problem.startsWith('.') ? `.${name}${problem}` : `.${name} ${problem}`
    }
    return undefined
  }
const texts: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
    ? undefined
    : 'must be a list of texts'

const typeScriptName = matching(/^[A-Za-z_$][\w$]*$/, 'a TypeScript name')
const pathname = matching(/^\//, 'a path that starts with /')

const url = matching(/^https?:\/\//, 'https://api.example.com')
const headers = record(text)

const startedServer = object(
  { command: texts, specPath: pathname, healthPath: pathname, env: record(textOrNone), headers },
  ['command', 'specPath', 'healthPath'],
)
const remoteServer = object({ url, headers }, ['url'])

const checkShape: Check = object(
  {
    name: matching(/^[a-z0-9][a-z0-9-]*$/, 'my-api'),
    package: matching(/^(@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*$/, 'my-api or @scope/my-api'),
    client: matching(/^[A-Z][\w$]*$/, 'MyApi'),
    error: matching(/^[A-Z][\w$]*$/, 'MyError'),
    server: (value) => (isRecord(value) && value.url !== undefined ? remoteServer : startedServer)(value),
    baseUrl: url,
    baseUrlVariable: matching(/^[A-Z_][A-Z0-9_]*$/, 'MY_API_URL'),
    pathPrefix: pathname,
    resources: record(typeScriptName),
    auth: record(typeScriptName),
    methods: record(object({ resource: typeScriptName, method: typeScriptName, name: typeScriptName }, [])),
    properties: record(record(typeScriptName)),
    validate: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
    int64: matching(/^(error|bigint)$/, "'error' or 'bigint'"),
  },
  ['name', 'package', 'client'],
)

/** Checks the value of a config file. @throws ProjectError that names the member that is wrong. */
export function checkConfig(value: unknown, shown: string): ApiConfig {
  if (!isConfig(value)) {
    const problem = isRecord(value) ? checkShape(value) : 'has no default export that is an object'
    throw new ProjectError(`${shown}: ${problem?.replace(/^\./, '')}.`)
  }
  return value
}

function isConfig(value: unknown): value is ApiConfig {
  return checkShape(value) === undefined
}

/** JSON with sorted keys, so that the order of members does not count. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isRecord(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
