import { camelCase } from '@driftless/runtime'
import { own } from '../document/plain.ts'
import { parameterStyles } from '../document/shapes.ts'
import type { JsonObject } from '../document/types.ts'
import type { SchemaUse } from '../schema/schema-set.ts'
import { isJson } from './media-types.ts'
import { componentName, type Located, type SpecReader, text } from './spec-reader.ts'
import type { ParameterStyle } from './types.ts'
import { typeName } from './words.ts'

export type ParameterLocation = keyof typeof parameterStyles

/** A parameter as the document declares it, defaults filled in. */
export interface RawParameter {
  readonly name: string
  readonly wireName: string
  readonly location: ParameterLocation
  readonly required: boolean
  readonly style: ParameterStyle
  readonly explode: boolean
  readonly allowReserved: boolean
  readonly deprecated: boolean
  readonly description: string | undefined
  readonly use: SchemaUse
}

const locations: ReadonlySet<string> = new Set(Object.keys(parameterStyles))

/** Headers that the document must not declare as parameters: the client sets them from bodies and security. */
const ignoredHeaders = new Set(['accept', 'authorization', 'content-type'])

/**
 * Reads the parameters of an operation: those of the path first, an operation's own in their stead where location
 * and name are equal, references followed, styles with OpenAPI's defaults.
 *
 * @param operationType name of the operation in the form of a type, for the names of its schemas
 */
export function readParameters(
  reader: SpecReader,
  pathItem: Located,
  operation: Located,
  operationType: string,
): RawParameter[] {
  const declared = new Map<string, Located>()
  for (const holder of [pathItem, operation]) {
    for (const parameter of listParameters(reader, holder)) {
      declared.set(`${text(parameter.value, 'in')} ${text(parameter.value, 'name')}`, parameter)
    }
  }
  const kept = [...declared.values()].filter((parameter) => isParameter(reader, parameter))
  const wireNames = new Map<string, number>()
  const key = ({ value }: Located): string => `${text(value, 'in')} ${camelCase(text(value, 'name') ?? '')}`
  for (const parameter of kept) wireNames.set(key(parameter), (wireNames.get(key(parameter)) ?? 0) + 1)
  return kept.map((parameter) => {
    const wireName = text(parameter.value, 'name') ?? ''
    // Of several that would get one name, each keeps its own.
    const name = (wireNames.get(key(parameter)) ?? 0) > 1 ? wireName : camelCase(wireName)
    return readParameter(reader, parameter, name, operationType)
  })
}

function isParameter(reader: SpecReader, { value, pointer }: Located): boolean {
  const location = own(value, 'in')
  const wireName = text(value, 'name')
  if (wireName === undefined || typeof location !== 'string' || !locations.has(location)) {
    reader.fail(pointer, 'a parameter needs a "name", and "in" with path, query, header or cookie.')
  }
  if (wireName === '__proto__') {
    reader.fail(pointer, 'a parameter named "__proto__" cannot be passed safely; rename it.')
  }
  if (location !== 'header' || !ignoredHeaders.has(wireName.toLowerCase())) return true
  reader.notice(pointer, `the header "${wireName}" is no parameter to OpenAPI; the client sets it.`)
  return false
}

function listParameters(reader: SpecReader, { value, pointer }: Located): Located[] {
  const list = own(value, 'parameters')
  if (!Array.isArray(list)) return []
  return list.map((parameter, index) => reader.located(parameter, `${pointer}/parameters/${index}`))
}

function readParameter(
  reader: SpecReader,
  { value, pointer }: Located,
  name: string,
  operationType: string,
): RawParameter {
  const wireName = text(value, 'name') ?? ''
  const location = own(value, 'in') as ParameterLocation
  const [mediaType] = Object.keys((own(value, 'content') as JsonObject | undefined) ?? {})
  const style = readStyle(reader, { value, pointer }, location, mediaType)
  const explode = own(value, 'explode')
  const shared = componentName(pointer)
  const schemaPointer =
    mediaType === undefined
      ? `${pointer}/schema`
      : `${pointer}/content/${mediaType.replaceAll('~', '~0').replaceAll('/', '~1')}/schema`
  const holder = mediaType === undefined ? value : own(own(value, 'content'), mediaType)
  return {
    name,
    wireName,
    location,
    required: location === 'path' || own(value, 'required') === true,
    style,
    explode: typeof explode === 'boolean' ? explode : style === 'form',
    allowReserved: location === 'query' && own(value, 'allowReserved') === true,
    deprecated: own(value, 'deprecated') === true,
    description: text(value, 'description'),
    use: {
      schema: own(holder, 'schema') ?? { type: 'string' },
      pointer: schemaPointer,
      wanted: shared === undefined ? operationType + typeName(wireName) : typeName(shared),
    },
  }
}

function readStyle(
  reader: SpecReader,
  { value, pointer }: Located,
  location: ParameterLocation,
  mediaType: string | undefined,
): ParameterStyle {
  const styles: readonly ParameterStyle[] = parameterStyles[location]
  const [usual = 'form'] = styles
  if (mediaType !== undefined) return isJson(mediaType) ? 'json' : usual
  const style = own(value, 'style')
  if (style === undefined) return usual
  const known = styles.find((each) => each === style)
  if (known === undefined) {
    reader.notice(
      pointer,
      `the style "${String(style)}" does not exist for ${location} parameters; "${usual}" is used.`,
    )
  }
  return known ?? usual
}

/**
 * Writes a path with the TypeScript names of its parameters: `/runs/{run_id}` is `/runs/{runId}`.
 *
 * @throws SpecError where the path and the declared parameters do not match
 */
export function pathTemplate(
  reader: SpecReader,
  path: string,
  pointer: string,
  parameters: readonly RawParameter[],
): { readonly path: string; readonly ordered: readonly RawParameter[] } {
  const byName = new Map(parameters.map((parameter) => [parameter.wireName, parameter]))
  const ordered = new Set<RawParameter>()
  const template = path.replace(/\{([^{}]*)\}/g, (_, wireName: string) => {
    const parameter = byName.get(wireName)
    if (parameter === undefined) {
      reader.fail(
        pointer,
        `the path parameter "${wireName}" is not declared; add it to "parameters" with in: path.`,
      )
    }
    ordered.add(parameter)
    return `{${parameter.name}}`
  })
  for (const parameter of parameters) {
    if (ordered.has(parameter)) continue
    reader.notice(
      pointer,
      `the path parameter "${parameter.wireName}" does not stand in the path and is left out.`,
    )
  }
  return { path: template, ordered: [...ordered] }
}
