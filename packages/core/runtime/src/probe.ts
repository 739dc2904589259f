import type { CallResult } from './client-types.ts'
import type { Operation } from './operation.ts'

/** While `isError` looks for the operation behind a function, clients hand over operations instead of sending. */
export const probe: { take: (<T>(operation: Operation) => Promise<CallResult<T>>) | undefined } = {
  take: undefined,
}
