import type { ApiConfig } from '../config.ts'
import type { ApiModel, OperationModel, SecuritySchemeModel } from '../model/types.ts'
import { hmacScheme, optionsOf, provider, requiredOptions, schemeConstant } from './credential-options.ts'
import { securityLiteral } from './descriptor.ts'
import { Scope, unusedName } from './scope.ts'
import { prefixes, runtime } from './signature.ts'
import { singleClientFunction, singleClients } from './single-clients.ts'
import { commentText, docComment, literal, markdownCode, propertyKey, templateText } from './text.ts'

/** Which constructor options carry credentials, and which of them belong together. */
export interface CredentialRules {
  /** Schemes that a constructor option exists for, in the document's order. */
  readonly schemes: readonly SecuritySchemeModel[]
  /** Alternatives, each a list of schemes needed together; `undefined` where every option stands for itself. */
  readonly alternatives?: readonly (readonly SecuritySchemeModel[])[]
}

/**
 * Credentials are demanded where every secured operation accepts the same alternatives; where operations differ,
 * or some may be called without, each option is optional.
 */
export function credentialRules(model: ApiModel): CredentialRules {
  const schemes = model.securitySchemes
  const byName = new Map(schemes.map((scheme) => [scheme.name, scheme]))
  const secured = model.resources
    .flatMap(({ operations }) => operations)
    .filter(({ security }) => security !== undefined && security.length > 0)
  const [first] = secured
  if (first === undefined || secured.some((operation) => spelled(operation) !== spelled(first)))
    return { schemes }
  const alternatives = (first.security ?? []).map((names) => names.map((name) => byName.get(name)))
  const known = alternatives.map((list) => list.filter((scheme) => scheme !== undefined))
  const complete = known.every(
    (list, index) => list.length > 0 && list.length === alternatives[index]?.length,
  )
  return complete ? { schemes, alternatives: withoutRepeats(known) } : { schemes }
}

function spelled({ security = [] }: OperationModel): string {
  return JSON.stringify(security.map((names) => [...names].sort()).sort())
}

/** Alternatives that need the same options are one. */
function withoutRepeats(alternatives: readonly (readonly SecuritySchemeModel[])[]) {
  const seen = new Map(
    alternatives.map((list) => [
      list
        .map(({ option }) => option)
        .sort()
        .join(),
      list,
    ]),
  )
  return [...seen.values()]
}

/** Name of the options interface of an API's client. */
export function optionsName(config: ApiConfig): string {
  return `${config.client}Options`
}

/** Name of the type of an API's credentials. */
export function credentialsName(config: ApiConfig): string {
  return `${config.client}Credentials`
}

/** Prints `src/create-client.ts`: `createClient`, which knows no resource, and the types of its options. */
export function createClientModule(model: ApiModel, config: ApiConfig): string {
  const scope = new Scope(prefixes)
  scope.reserve(['createClient', optionsName(config), credentialsName(config), 'defaults', 'authOf'])
  scope.reserve(singleClients(model).map(({ name }) => name))
  scope.reserve(
    model.securitySchemes.flatMap((scheme) => (scheme.kind === 'hmac' ? schemeConstant(scheme) : [])),
  )
  const rules = credentialRules(model)
  const client = scope.type(runtime, 'Client')
  const create = scope.value(runtime, 'createClient')
  const plain = rules.schemes.length === 0
  const text = plain
    ? plainClient(config, scope, client, create)
    : securedClient(model, config, rules, scope, client, create) +
      singleClients(model)
        .map((single) => `\n${singleClientFunction(single, scope, create)}`)
        .join('')
  const constant = `const defaults: ${scope.type(runtime, 'ClientDefaults')} = ${defaults(model, config, scope)}\n`
  const signing = model.securitySchemes.flatMap((scheme) =>
    scheme.kind === 'hmac' ? `\n${hmacScheme(scheme, scope)}` : [],
  )
  return `${scope.imports()}\n${constant}${signing.join('')}\n${text}`
}

function defaults(model: ApiModel, config: ApiConfig, scope: Scope): string {
  const { baseUrl, baseUrlVariable, pathPrefix } = config
  const members = Object.entries({
    api: config.package,
    version: model.version,
    baseUrl,
    baseUrlVariable,
    pathPrefix,
  })
  const present = members.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${literal(value)}`],
  )
  if (model.securitySchemes.length === 0 && declaresSecurity(model))
    present.push(`security: ${chooser(model, scope)}`)
  return `{ ${present.join(', ')} }`
}

/** Prints what chooses among providers, by the security of the whole API where an operation has none of its own. */
function chooser({ security }: ApiModel, scope: Scope): string {
  return `${scope.value(runtime, 'chooseProviders')}(${securityLiteral(security) ?? ''})`
}

/** Whether providers must be chosen among: an API without security schemes leaves that code out. */
function declaresSecurity({ resources, securitySchemes }: ApiModel): boolean {
  const operations = resources.flatMap((resource) => resource.operations)
  return securitySchemes.length > 0 || operations.some(({ security = [] }) => security.flat().length > 0)
}

function createComment(config: ApiConfig, needs: boolean): string {
  const variable = config.baseUrlVariable
  return docComment([
    'Makes the client that operation functions take as their first argument.',
    ...(variable === undefined
      ? []
      : [`Without \`baseUrl\`, ${commentText(markdownCode(variable))} is read.`]),
    '',
    '@throws UsageError where there is no base URL, or an option makes no sense',
    '@example',
    `const client = createClient({ baseUrl${needs ? ', ...credentials' : ''} })`,
  ])
}

function plainClient(config: ApiConfig, scope: Scope, client: string, create: string): string {
  const options = optionsName(config)
  const base = scope.type(runtime, 'ClientOptions')
  return (
    `/** Options of the client: where the API is, times, retries, credentials. */\n` +
    `export type ${options} = ${base}\n\n${createComment(config, false)}` +
    `export function createClient(options: ${options} = {}): ${client} {\n` +
    `  return ${create}(options, defaults)\n}\n`
  )
}

function securedClient(
  model: ApiModel,
  config: ApiConfig,
  rules: CredentialRules,
  scope: Scope,
  client: string,
  create: string,
): string {
  const [options, credentials] = [optionsName(config), credentialsName(config)]
  const base = scope.type(runtime, 'ClientOptions')
  const names = rules.schemes.flatMap(optionsOf).map(({ name }) => name)
  const fallback = rules.alternatives === undefined ? ' = {}' : ''
  const taken = new Set(['auth', 'settings', 'options', 'given', 'security', 'defaults', 'authOf', create])
  const parts = names.map((name) => {
    const local = unusedName(name, taken)
    taken.add(local)
    return name === local ? name : `${propertyKey(name)}: ${local}`
  })
  return (
    `${credentialsType(credentials, rules, base, scope)}\n` +
    `/** Options of the client: where the API is, times, retries, credentials. */\n` +
    `export type ${options} = Omit<${base}, 'auth'> & ${credentials}\n\n` +
    `${createComment(config, rules.alternatives !== undefined)}` +
    `export function createClient(options: ${options}${fallback}): ${client} {\n` +
    `  const { auth, ${parts.join(', ')}, ...settings } = { ...options }\n` +
    `  const given = { ${parts.join(', ')}, auth }\n` +
    `  const security = ${chooser(model, scope)}\n` +
    `  return ${create}({ ...settings, auth: authOf(given) }, { ...defaults, security })\n}\n\n` +
    authFunction(config, rules, scope, base)
  )
}

/** Members of one alternative: its own options, and all others ruled out. */
function credentialsType(name: string, rules: CredentialRules, base: string, scope: Scope): string {
  const own = (scheme: SecuritySchemeModel, areOptional: boolean) =>
    optionsOf(scheme).map((option, index) => {
      const about = index === 0 ? (scheme.description ?? '') : sentence(option.about)
      const comment = docComment([commentText(about)].filter(Boolean), '    ')
      const [mark, absent] = areOptional || option.isOptional ? ['?', ' | undefined'] : ['', '']
      return `${comment}    readonly ${propertyKey(option.name)}${mark}: ${option.type(scope)}${absent}\n`
    })
  const absent = (option: string) => `    readonly ${propertyKey(option)}?: undefined\n`
  const absentScheme = (scheme: SecuritySchemeModel) => optionsOf(scheme).map(({ name }) => absent(name))
  const groups = (rules.alternatives ?? [undefined]).map((alternative) => {
    const members = rules.schemes.flatMap((scheme) => {
      if (alternative === undefined) return own(scheme, true)
      return alternative.includes(scheme) ? own(scheme, false) : absentScheme(scheme)
    })
    return `{\n${members.join('')}${absent('auth')}  }`
  })
  const others = rules.schemes.flatMap(absentScheme).join('')
  const auth =
    `    /** One provider for every call, or providers by the names of the document's security schemes. */\n` +
    `    readonly auth: NonNullable<${base}['auth']>\n`
  return (
    `/** Credentials: one of the alternatives, or providers of your own as \`auth\`. */\n` +
    `export type ${name} =\n${[...groups, `{\n${others}${auth}  }`].map((group) => `  | ${group}\n`).join('')}`
  )
}

function sentence(about: string): string {
  return `${about.replace(/^./, (letter) => letter.toUpperCase())}.`
}

/** The combinations of options that an alternative may be given as: with and without its optional ones. */
function combinations(alternative: readonly SecuritySchemeModel[], names: readonly string[]): string[] {
  const options = alternative.flatMap(optionsOf)
  const sets = options.reduce<readonly string[][]>(
    (known, { name, isOptional }) => [...(isOptional ? known : []), ...known.map((set) => [...set, name])],
    [[]],
  )
  return sets.map((set) => names.filter((name) => set.includes(name)).join(' and '))
}

function authFunction(config: ApiConfig, rules: CredentialRules, scope: Scope, base: string): string {
  const options = rules.schemes.flatMap(optionsOf)
  const names = options.map(({ name }) => name)
  const members = options.map(
    ({ name, type }) => `    readonly ${propertyKey(name)}: ${type(scope)} | undefined\n`,
  )
  const usage = scope.value(runtime, 'usageError')
  const order = [...names, 'auth']
  const allowed = rules.alternatives?.flatMap((list) => combinations(list, names))
  const needs = (rules.alternatives ?? []).map((list) => {
    const required = list.flatMap(requiredOptions)
    return names.filter((name) => required.includes(name)).join(' and ')
  })
  const wanted = [...needs, 'auth'].join(', or ')
  const check =
    allowed === undefined
      ? `  if (auth !== undefined && given.length > 1) {\n` +
        `    throw ${usage}(\`${templateText(config.client)} takes auth or single credentials, not both; got \${given.join(', ')}\`)\n  }\n`
      : `  if (![${[...allowed, 'auth'].map(literal).join(', ')}].includes(given.join(' and '))) {\n` +
        `    throw ${usage}(\`${templateText(`${config.client} needs ${wanted}`)}; got \${given.join(' and ') || 'none of them'}\`)\n  }\n`
  const providers = rules.schemes.map(
    (scheme) => `    ${propertyKey(scheme.name)}: ${provider(scheme, scope)},\n`,
  )
  return (
    `function authOf(credentials: {\n${members.join('')}    readonly auth: ${base}['auth']\n}): ${base}['auth'] {\n` +
    `  const { auth } = credentials\n` +
    `  const given = ([${order.map(literal).join(', ')}] as const).filter((name) => credentials[name] !== undefined)\n` +
    `${check}  if (auth !== undefined) return auth\n  return {\n${providers.join('')}  }\n}\n`
  )
}
