import { fromPointer } from '../../../document/pointer.ts'
import { type Finding, finding, type Situation } from '../finding.ts'
import { exclusiveMark } from '../normalize/align.ts'
import type { Difference } from '../redocly.ts'
import { shown } from '../text.ts'
import { received } from '../uses.ts'
import { bodyFindings, operationFindings } from './operation.ts'
import { parameterFindings } from './parameter.ts'
import { schemaFindings } from './schema.ts'
import { flowFindings, schemeFindings, securityFindings } from './security.ts'

/** Answers with what a difference means, with nothing where it means nothing, or `undefined` where it is not known. */
type Classifier = (situation: Situation) => Finding[] | undefined

/** By what stands at a difference, in the words of redocly. */
const classifiers: Readonly<Record<string, Classifier>> = {
  Paths: operationFindings,
  PathItem: operationFindings,
  Operation: operationFindings,
  Parameter: parameterFindings,
  ParameterList: parameterFindings,
  RequestBody: bodyFindings,
  MediaType: bodyFindings,
  MediaTypesMap: bodyFindings,
  Encoding: bodyFindings,
  EncodingMap: bodyFindings,
  Responses: bodyFindings,
  Response: bodyFindings,
  Header: bodyFindings,
  HeadersMap: bodyFindings,
  Schema: schemaFindings,
  SchemaProperties: schemaFindings,
  SchemaList: schemaFindings,
  SchemaMap: schemaFindings,
  AllOf: schemaFindings,
  AnyOf: schemaFindings,
  OneOf: schemaFindings,
  SecurityRequirement: securityFindings,
  SecurityRequirementList: securityFindings,
  SecurityScheme: schemeFindings,
  AuthorizationCode: flowFindings,
  ClientCredentials: flowFindings,
  DeviceAuthorization: flowFindings,
  ImplicitFlow: flowFindings,
  PasswordFlow: flowFindings,
  Server: serverFindings,
  ServerList: serverFindings,
  ServerVariable: serverFindings,
  ServerVariablesMap: serverFindings,
  Discriminator: discriminatorFindings,
  DiscriminatorMapping: discriminatorFindings,
  Info: documentationFindings,
  Contact: () => [],
  License: () => [],
  Tag: () => [],
  TagList: () => [],
  ExternalDocs: () => [],
  SpecExtension: extensionFindings,
}

/** Rules whose verdicts the classifiers know how to read for clients; any other is a break. */
const knownRules = new Set([
  'enum-values-added',
  'enum-values-removed',
  'media-type-removed',
  'operation-id-changed',
  'operation-removed',
  'parameter-became-required',
  'parameter-removed',
  'parameter-serialization-changed',
  'path-removed',
  'property-removed',
  'request-body-became-required',
  'request-body-removed',
  'required-properties-added',
  'required-properties-removed',
  'response-header-removed',
  'response-removed',
  'schema-combinator-changed',
  'schema-constraint-changed',
  'schema-type-changed',
  'security-requirement-changed',
  'security-scheme-changed',
  'server-removed',
])

/** Says what a difference means for users of a client. */
export function classify(situation: Situation): Finding[] {
  const { difference } = situation
  const unknown = difference.verdicts.filter(({ rule }) => !knownRules.has(rule))
  if (unknown.length > 0) return unknown.map(({ rule, message }) => finding(situation, rule, { message }))
  if (isTowardsClient(difference)) return byVerdict(situation, 'callback-changed')
  const { property = '' } = difference
  if (property.startsWith('x-driftless-') && property !== exclusiveMark) return extension(situation, property)
  const classifier = Object.hasOwn(classifiers, difference.type) ? classifiers[difference.type] : undefined
  return classifier?.(situation) ?? byVerdict(situation)
}

/** What a server sends to an address of the user: webhooks and callbacks. */
function isTowardsClient({ route }: Difference): boolean {
  const keys = fromPointer(route)
  return keys[0] === 'webhooks' || keys[3] === 'callbacks'
}

/** Trusts redocly: what breaks one of its rules is a break, and nothing else is. */
function byVerdict(situation: Situation, code?: string): Finding[] {
  const { verdicts, property, type } = situation.difference
  if (verdicts.length === 0) return [finding(situation, 'document-changed', { names: property ?? type })]
  return verdicts.map(({ rule, message }) =>
    finding(situation, code ?? `unread-${rule}`, { message: firstSmall(message), ways: received }),
  )
}

function firstSmall(message: string): string {
  return message.replace(/\.$/, '').replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())
}

function serverFindings(situation: Situation): Finding[] {
  const { oldValue, newValue } = situation.difference
  return [finding(situation, 'server-changed', { old: shown(oldValue), new: shown(newValue) })]
}

function documentationFindings(situation: Situation): Finding[] {
  return [finding(situation, 'documentation-changed')]
}

function discriminatorFindings(situation: Situation): Finding[] | undefined {
  const { kind, type, property = '', oldValue, newValue } = situation.difference
  const route = situation.difference.route.replace(/\/discriminator(?:\/mapping)?$/, '')
  const details = { route, old: shown(oldValue), new: shown(newValue) }
  if (type === 'Discriminator' && (kind !== 'modified' || property === 'propertyName'))
    return [finding(situation, 'discriminator-changed', details)]
  if (type !== 'DiscriminatorMapping') return undefined
  const names = kind === 'modified' ? `\`${property}\`` : 'its explicit values'
  const isAdded = kind === 'added' || oldValue === undefined
  return [finding(situation, `discriminator-mapping-${isAdded ? 'added' : 'removed'}`, { ...details, names })]
}

/** Only our own extensions are compared; what they hold may be an object. */
function extensionFindings(situation: Situation): Finding[] {
  const name = fromPointer(situation.difference.route).find((key) => key.startsWith('x-driftless-'))
  return name === undefined ? [] : extension(situation, name)
}

function extension(situation: Situation, names: string): Finding[] {
  // How users call an operation is compared where it is declared.
  if (names === 'x-driftless-resource') return []
  const { difference } = situation
  const at = difference.route.lastIndexOf('/x-driftless-')
  const route = at === -1 ? difference.route : difference.route.slice(0, at)
  const details = { route, names, old: shown(difference.oldValue), new: shown(difference.newValue) }
  return [finding(situation, 'behaviour-changed', details)]
}
