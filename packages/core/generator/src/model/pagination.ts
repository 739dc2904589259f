import { own } from '../document/plain.ts'
import { fromPointer } from '../document/pointer.ts'
import type { JsonObject } from '../document/types.ts'
import { type FoundShape, followProperties, itemsOf, type PathOptions } from '../schema/property-path.ts'
import type { Shape } from '../schema/shape.ts'
import type { DraftGroup } from './draft.ts'
import { type AnswerSource, envelopeOf } from './results.ts'
import { text } from './spec-reader.ts'
import type { PaginationKind, PaginationModel, ResultModel, TypeExpression } from './types.ts'

const key = 'x-driftless-pagination'

/** The query parameter that says which page, by kind. */
const positions: Readonly<Record<PaginationKind, string>> = {
  offset: 'offset',
  page: 'page',
  cursor: 'cursor',
  'before-id': 'before',
}

/** The pages of an operation: what they are, and their type as that of its result. */
export interface Paged {
  readonly pagination: PaginationModel
  readonly result: ResultModel
}

/**
 * Reads how an operation pages: undefined where it does not.
 *
 * @throws SpecError where `x-driftless-pagination` does not fit the operation
 */
export function readPagination(
  result: ResultModel,
  answer: AnswerSource,
  query: DraftGroup | undefined,
  options: PathOptions,
): Paged | undefined {
  const { source, pointer } = answer
  const extension = own(source, key) as JsonObject | undefined
  if (extension === undefined) return undefined
  const place = `${pointer}/${key}`
  refuseOthers(answer, place)
  const kind = text(extension, 'kind') as PaginationKind
  const whole = envelopeOf(result, answer, place)
  const parameterOf = (member: string) => findParameter(extension, member, query, answer, place)
  const find = (member: string, root: Shape) => findAt(extension, member, root, answer, place, options)
  const position = parameterOf(positions[kind])
  const limit = own(extension, 'limit') === undefined ? undefined : parameterOf('limit')
  const list = find('items', whole) as FoundShape
  const items = itemsOf(list, options)
  if (items === undefined) {
    answer.reader.fail(`${place}/items`, 'what is declared there is no list; correct the pointer.')
  }
  const meta = find('meta', whole)
  const total = find('total', whole)
  const next = kind === 'cursor' ? find('next', whole) : find('id', items.shape)
  const metaType =
    meta && (meta.mayLack ? { ...meta.type, text: `${meta.type.text} | undefined` } : meta.type)
  return {
    pagination: {
      kind,
      position,
      ...(limit !== undefined && { limit }),
      item: items.type,
      ...(metaType && { metaType }),
      items: list.keys,
      ...(meta && { meta: meta.keys }),
      ...(total && { total: total.keys }),
      ...(next && { key: next.keys }),
    },
    result: { ...result, type: pageType(items.type, metaType) },
  }
}

function pageType(item: TypeExpression, meta: TypeExpression | undefined): TypeExpression {
  return {
    text: `Page<${item.text}${meta === undefined ? '' : `, ${meta.text}`}>`,
    references: [...new Set([...item.references, ...(meta?.references ?? [])])].sort(),
  }
}

/** A page is made of a whole answer, and asked for again with the same arguments. */
function refuseOthers({ reader, source }: AnswerSource, place: string): void {
  for (const other of [
    'x-driftless-result',
    'x-driftless-null',
    'x-driftless-stream',
    'x-driftless-idempotency',
  ]) {
    if (own(source, other) !== undefined) reader.fail(place, `it contradicts ${other}; remove one of them.`)
  }
}

function findParameter(
  extension: JsonObject,
  member: string,
  query: DraftGroup | undefined,
  { reader }: AnswerSource,
  place: string,
): string {
  const wireName = text(extension, member)
  const found = query?.parameters.find((parameter) => parameter.wireName === wireName)
  if (found !== undefined) return found.name
  return reader.fail(
    `${place}/${member}`,
    `there is no query parameter ${JSON.stringify(wireName)}; declare it, or correct the name.`,
  )
}

function findAt(
  extension: JsonObject,
  member: string,
  root: Shape,
  { reader }: AnswerSource,
  place: string,
  options: PathOptions,
): FoundShape | undefined {
  const path = own(extension, member)
  if (typeof path !== 'string') return undefined
  const found = followProperties(root, fromPointer(path), options)
  if (found !== undefined) return found
  const where = member === 'id' ? 'no item' : 'no success'
  return reader.fail(
    `${place}/${member}`,
    `${where} declares ${JSON.stringify(path)}; declare it, or correct the pointer.`,
  )
}
