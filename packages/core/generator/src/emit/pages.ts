import type {
  ApiModel,
  OperationModel,
  PaginationKind,
  PaginationModel,
  ResourceModel,
} from '../model/types.ts'
import type { Scope } from './scope.ts'
import { runtime } from './signature.ts'
import { literal } from './text.ts'

/** The runtime's way to the next page. */
const turns: Readonly<Record<PaginationKind, string>> = {
  offset: 'nextOffset',
  page: 'nextPage',
  cursor: 'nextCursor',
  'before-id': 'nextId',
}

/** What whoever reads pages needs from the runtime. */
export const pageExports: { readonly values: readonly string[]; readonly types: readonly string[] } = {
  values: ['PaginationError'],
  types: ['Page', 'PagePromise'],
}

/** Members that say where the list stands in an answer, and how to the next page. */
export function pageMembers(
  { kind, position, items, meta, total, key }: PaginationModel,
  scope: Scope,
): [name: string, value: string | undefined][] {
  const list = (names: readonly string[] | undefined) => names && `[${names.map(literal).join(', ')}]`
  return [
    ['turn', scope.value(runtime, turns[kind])],
    ['position', literal(position)],
    ['items', list(items)],
    ['meta', list(meta)],
    ['total', list(total)],
    ['key', list(key)],
  ]
}

/** Every operation with pages, with its resource. */
export function pagedOperations(
  model: ApiModel,
): readonly { readonly resource: ResourceModel; readonly operation: OperationModel }[] {
  return model.resources.flatMap((resource) =>
    resource.operations.filter(({ pagination }) => pagination).map((operation) => ({ resource, operation })),
  )
}
