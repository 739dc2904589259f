import type { Client } from './client-types.ts'
import { APIError } from './error-classes.ts'
import { hidden } from './errors.ts'
import type { Operation } from './operation.ts'
import { withProbe } from './probe.ts'

/** An operation's function, or its method on a resource; it returns an `ApiPromise` or a stream. */
export type OperationFunction<E> = (...args: never[]) => { readonly '~errors'?: E }

type StatusRange<Status extends number> = `${Status}` extends `${infer Digit}${number}` ? `${Digit}XX` : never

/** Body of an operation's error: declared for this status, else for its range, else as `default`. */
export type ErrorBody<E, Status extends number> = Status extends keyof E
  ? E[Status]
  : StatusRange<Status> extends keyof E
    ? E[StatusRange<Status>]
    : 'default' extends keyof E
      ? E['default']
      : unknown

function operationOf(operation: OperationFunction<unknown>): Operation | undefined {
  let found: Operation | undefined
  const look = (constant: Operation) => {
    found = constant
  }
  const client: Pick<Client, 'call'> = {
    call(constant) {
      look(constant)
      return new Promise(() => {}) as never
    },
  }
  // A bound method or an arrow function reaches a real client: that one is watched too.
  withProbe(look, () => Reflect.apply(operation, { client }, [client]))
  return found
}

/**
 * Tells whether an operation was answered with this status, and narrows the error's body to what is declared for it.
 * @param value anything that was caught
 * @param operation the function (`getRun`) or the method (`client.runs.get`); it is not sent
 * @example
 * if (isError(error, client.runs.get, 404)) console.log(error.body.message)
 */
export function isError<E, Status extends number>(
  value: unknown,
  operation: OperationFunction<E>,
  status: Status,
): value is APIError & { readonly status: Status; readonly body: ErrorBody<E, Status> } {
  if (!(value instanceof APIError) || value.status !== status) return false
  const expected = operationOf(operation)
  const actual = value[hidden].constant
  // Not by identity: there may be two copies of a package.
  return expected?.id === actual?.id && expected?.method === actual?.method && expected?.path === actual?.path
}
