/** The thing asked for does not exist. */
export class MissingError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MissingError'
  }
}

/** The state of the thing forbids what was asked. */
export class StateConflictError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StateConflictError'
  }
}

/** A request that has the right shape and still makes no sense; `field` is its dotted path. */
export class InvalidRequestError extends Error {
  readonly field: string

  constructor(field: string, message: string) {
    super(message)
    this.name = 'InvalidRequestError'
    this.field = field
  }
}
