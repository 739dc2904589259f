import { functionName } from './words.ts'

/** An operation as far as its operationId is concerned. */
export interface IdentifiedOperation {
  readonly operationId: string
  readonly httpMethod: string
  readonly path: string
}

/**
 * OperationIds as their authors wrote them, without what a framework adds to make them unique. An id whose short form
 * another operation has too stays whole.
 *
 * | framework | adds | `operationId` | becomes |
 * |---|---|---|---|
 * | FastAPI | path and method | `read_book_books__id__get` | `read_book` |
 * | NestJS | the controller's class | `BooksController_findAll` | `Books_findAll` |
 */
export function authoredIds(operations: readonly IdentifiedOperation[]): string[] {
  const short = operations.map(shortId)
  const times = new Map<string, number>()
  for (const id of short) times.set(functionName(id), (times.get(functionName(id)) ?? 0) + 1)
  return operations.map(({ operationId }, index) => {
    const id = short[index] ?? operationId
    return times.get(functionName(id)) === 1 ? id : operationId
  })
}

function shortId({ operationId, httpMethod, path }: IdentifiedOperation): string {
  const added = `${path.replace(/\W/g, '_')}_${httpMethod.toLowerCase()}`
  if (operationId.endsWith(added) && operationId.length > added.length) {
    return operationId.slice(0, -added.length)
  }
  return operationId.replace(/^([A-Z]\w*?)Controller_(?=\w)/, '$1_')
}
