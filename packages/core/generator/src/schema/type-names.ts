import type { NamePool } from '../model/name-pool.ts'
import { typeName } from '../model/words.ts'
import { isOpenable } from './enums.ts'
import type { Direction, Entity } from './shape.ts'

/**
 * Names that no type of a document may have, since generated code and its users mean something else by them: a
 * component of such a name gets `Model` behind it.
 */
export const reservedTypeNames: ReadonlySet<string> = new Set(
  (
    'Array ArrayBuffer AsyncIterable BigInt Blob Boolean Date Error Exclude Extract File FormData Function ' +
    'Headers Infinity Iterable JSON Map Math NaN Number Object Omit Partial Pick Promise ReadableStream Readonly ' +
    'ReadonlyArray Record Request RequestInit Required Response Set String Symbol URL URLSearchParams Uint8Array ' +
    'AbortSignal any bigint boolean never null number object string symbol undefined unknown void ' +
    'AbortError APIError ApiPromise Attempt AuthProvider AuthenticationError BadRequestError CallOptions CallResult Client ClientOptions ' +
    'ConflictError ConnectionError DriftlessError NotFoundError Operation OutcomeUnknownError ' +
    'PermissionDeniedError RateLimitError ResponseFormatError ResponseTooLargeError RetryableError ServerError ' +
    'StreamTruncatedError TimeoutError UnprocessableEntityError UsageError'
  ).split(' '),
)

/**
 * Names every type. Components come first, those whose own name is fit for TypeScript before all others, so that
 * adding an operation never renames a component. A name that is taken gets a number.
 */
export function assignTypeNames(entities: readonly Entity[], pool: NamePool): void {
  const components = entities.filter(({ component }) => component !== undefined)
  const isExact = ({ component }: Entity): boolean => typeName(component ?? '') === component
  for (const entity of [...components.filter(isExact), ...components.filter((entity) => !isExact(entity))]) {
    entity.name = pool.claim(unreserved(typeName(entity.wanted.words)))
  }
  for (const entity of entities) if (entity.name === '') assignName(entity, pool)
  for (const entity of entities) {
    if (isOpenEnum(entity)) entity.otherName = pool.claim(`${entity.name}Open`)
    else if (isSplit(entity)) entity.otherName = pool.claim(`${entity.name}Input`)
  }
}

function assignName(entity: Entity, pool: NamePool): void {
  const { owner, words } = entity.wanted
  const before = owner === undefined ? '' : owner.name === '' ? `${owner.wanted.words} ` : `${owner.name} `
  entity.name = pool.claim(unreserved(typeName(before + words)))
}

function unreserved(name: string): string {
  return reservedTypeNames.has(name) ? `${name}Model` : name
}

/** Whether an enum has a second type that takes values of newer servers. */
function isOpenEnum({ shape, response }: Entity): boolean {
  return shape.kind === 'enum' && response && isOpenable(shape)
}

/** Whether a schema has one type for requests and one for responses. */
export function isSplit({ shape, differs, request, response }: Entity): boolean {
  return shape.kind !== 'enum' && differs && request && response
}

/** Name of the type that stands for a schema in one direction. */
export function nameIn(entity: Entity, direction: Direction): string {
  if (entity.shape.kind === 'enum') {
    return direction === 'response' && entity.otherName !== '' ? entity.otherName : entity.name
  }
  return direction === 'request' && entity.otherName !== '' ? entity.otherName : entity.name
}
